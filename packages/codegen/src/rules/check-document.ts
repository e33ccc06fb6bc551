import type { Issue } from '../issues/issue.ts'
import type { Rule } from './rule.ts'
import type { RuleContext } from './rule-context.ts'
import { rules } from './rules.ts'

/** Runs all rules and gives what they found, file by file from top to bottom. */
export function checkDocument(context: RuleContext): Issue[] {
  const { spec } = context
  // Text that is no YAML has no places to look at: its syntax errors are all that can be said.
  const found = spec.sources.main.value === undefined ? [] : rules.flatMap((rule) => findings(rule, context))
  const order = new Map(spec.sources.files.map((file, index) => [file.name, index]))
  return [...spec.sources.issues, ...found].toSorted(
    (a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  )
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
