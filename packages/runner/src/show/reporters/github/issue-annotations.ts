import { isAbsolute, join, relative, sep } from 'node:path'
import type { Issue } from '../../../errors/issue.ts'
import { workflowCommand } from './workflow-command.ts'

/** The variables of a GitHub Actions step that matter here. */
type Env = Readonly<Record<string, string | undefined>>

/** Whether this runs as a step of GitHub Actions, where annotations are read. */
export const isGithubActions = (env: Env): boolean => env['GITHUB_ACTIONS'] === 'true'

/** A path as annotations want it: relative to the repository's root, with forward slashes. */
export function repositoryPath(path: string, { cwd, env }: { cwd: string; env: Env }): string {
  const absolute = isAbsolute(path) ? path : join(cwd, path)
  const root = env['GITHUB_WORKSPACE']
  return relative(root === undefined || root === '' ? cwd : root, absolute)
    .split(sep)
    .join('/')
}

/** Mistakes of a manifest, as annotations on its lines. */
export function issueAnnotations(issues: readonly Issue[], place: { cwd: string; env: Env }): string {
  return issues
    .map((issue) => {
      const { message, suggestion, hint } = issue
      const lines = [message, ...(suggestion === undefined ? [] : [`Did you mean ${suggestion}?`]), ...(hint === undefined ? [] : [hint])]
      return workflowCommand({
        level: issue.severity,
        file: repositoryPath(issue.file, place),
        line: issue.line,
        column: issue.column,
        endColumn: issue.endColumn,
        title: issue.code,
        message: lines.join('\n'),
      })
    })
    .join('')
}
