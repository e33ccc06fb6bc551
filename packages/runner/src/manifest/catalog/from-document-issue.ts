import type { Issue as DocumentIssue } from '@shotlist/codegen'
import type { Issue } from '../../errors/issue.ts'

/** A document's mistake as one of the manifest's list. */
export function fromDocumentIssue(issue: DocumentIssue): Issue {
  const { code, severity, file, line, column, pointer, message, hint, excerpt } = issue
  return {
    code: `document/${code}`,
    severity,
    file,
    line,
    column,
    endColumn: column + 1,
    path: pointer,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(excerpt === undefined ? {} : { excerpt }),
  }
}
