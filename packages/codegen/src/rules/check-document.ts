import type { Issue } from '../issues/issue.ts'
import type { Rule } from './rule.ts'
import type { RuleContext } from './rule-context.ts'
import { rules } from './rules.ts'

/** Runs rules (default: all) and gives what they found, file by file from top to bottom, nothing twice. */
export function checkDocument(context: RuleContext, chosen: readonly Rule[] = rules): Issue[] {
  const { spec } = context
  // Text that is no YAML has no places to look at: its syntax errors are all that can be said.
  const found = spec.sources.main.value === undefined ? [] : chosen.flatMap((rule) => findings(rule, context))
  const order = new Map(spec.sources.files.map((file, index) => [file.name, index]))
  return unique([...spec.sources.issues, ...found]).toSorted(
    (a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  )
}

/** What many operations share is looked at with each of them. */
function unique(issues: readonly Issue[]): Issue[] {
  return [...new Map(issues.map((issue) => [keyOf(issue), issue])).values()]
}

function keyOf({ file, pointer, line, column, code, message }: Issue): string {
  return JSON.stringify([file, pointer, line, column, code, message])
}

/** Enough of one kind: nobody reads more, and looking for the nearest name of each takes time. */
const maxFindings = 300

function findings(rule: Rule, context: RuleContext): Issue[] {
  const found: Issue[] = []
  for (const issue of rule(context)) {
    found.push(issue)
    if (found.length >= maxFindings) break
  }
  return found
}
