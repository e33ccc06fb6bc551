import type { Issue } from '../../errors/issue.ts'

/** A mistake as `--json` writes it. */
export const issueObject = ({ endColumn, ...issue }: Issue): unknown => ({ ...issue, end_column: endColumn })
