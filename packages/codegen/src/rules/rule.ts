import type { Issue } from '../issues/issue.ts'
import type { RuleContext } from './rule-context.ts'

/** Looks for one kind of mistake. Must take a document of any shape: other rules report what has the wrong one. */
export type Rule = (context: RuleContext) => Iterable<Issue>
