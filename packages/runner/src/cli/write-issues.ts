import type { Issue } from '../manifest/issue.ts'
import { isGithubActions, issueAnnotations } from '../output/github/issue-annotations.ts'
import { formatIssues } from '../text/format-issue.ts'
import { writeCommand } from '../text/output.ts'
import { createPaint } from '../text/paint.ts'
import type { VerbContext } from './verb.ts'

/** Writes mistakes of a manifest to stderr, for people; in a step of GitHub Actions, as annotations on the manifest's lines as well. */
export function writeIssues(issues: readonly Issue[], { stderr, color, cwd, env }: VerbContext): void {
  stderr.write(formatIssues(issues, createPaint(color), stderr.isTTY ? stderr.columns : undefined))
  if (isGithubActions(env)) writeCommand(stderr, issueAnnotations(issues, { cwd, env }))
}
