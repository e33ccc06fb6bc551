import { defined } from '@shotlist/codegen/defined'
import { countIssues, formatIssues } from '@shotlist/codegen/format-issues'
import type { Issue } from '../../errors/issue.ts'
import { isGithubActions, issueAnnotations } from '../../show/reporters/github/annotations-reporter.ts'
import { writeCommand } from '../../show/text/output.ts'
import type { VerbContext } from '../verb.ts'

/** Writes mistakes of a manifest to stderr for people, and in a step of GitHub Actions also as annotations on the manifest's lines. */
export function writeIssues(found: readonly Issue[], { stderr, color, cwd, env, mask }: VerbContext): void {
  const issues = found.map((issue) => maskedIssue(issue, mask))
  const columns = stderr.isTTY ? stderr.columns : undefined
  if (issues.length > 0) stderr.write(`${formatIssues(issues, { color, columns })}\n${countIssues(issues)}\n`)
  if (isGithubActions(env)) writeCommand(stderr, issueAnnotations(issues, { cwd, env }))
}

/** Masks secrets before texts are cut to the width of the terminal: half a key would not be recognised. */
function maskedIssue(issue: Issue, mask: VerbContext['mask']): Issue {
  return {
    ...issue,
    message: mask(issue.message),
    ...defined({ excerpt: issue.excerpt === undefined ? undefined : { ...issue.excerpt, text: mask(issue.excerpt.text) } }),
  }
}

/** A mistake as `--json` writes it. */
export function issueObject({ endColumn, ...issue }: Issue): unknown {
  return { ...issue, end_column: endColumn }
}
