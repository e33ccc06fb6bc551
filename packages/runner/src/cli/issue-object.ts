import type { Issue } from '../manifest/issue.ts'

/** A mistake as `--json` writes it. */
export const issueObject = ({ endColumn, ...issue }: Issue): unknown => ({ ...issue, end_column: endColumn })
