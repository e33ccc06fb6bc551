import { own } from '../spec/place.ts'
import type { Described } from './describe-error.ts'
import type { ValueIssue } from './value-issue.ts'

/** What is said of a value when several things could be: the plainest first. A missing field is never the shadow of anything. */
const ranks: Readonly<Record<string, number>> = {
  type: 0,
  'false schema': 1,
  enum: 1,
  const: 1,
  'x-message': 3,
  // A document that has a word on a field which does not belong here knows better than 'not known'.
  additionalProperties: 4,
  unevaluatedProperties: 4,
}

/** Keeps one issue for each value, and each complaint about missing fields once. */
export function onePerValue(found: readonly Described[]): ValueIssue[] {
  const kept = new Map<string, Described>()
  for (const issue of found) {
    const ofWhole = issue.keyword === 'required' || issue.keyword === 'dependentRequired' || issue.pointer === ''
    const key = ofWhole ? `${issue.pointer} ${issue.message}` : issue.pointer
    const known = kept.get(key)
    if (known === undefined || rank(issue) < rank(known)) kept.set(key, issue)
  }
  return [...kept.values()].filter((issue) => !isShadow(issue, kept)).map((issue) => Object.assign({ severity: 'error' as const }, issue))
}

function rank(issue: Described): number {
  return own(ranks, issue.keyword) ?? 2
}

/** A field counts as unevaluated whenever the branch that declares it failed for another reason. */
function isShadow(issue: Described, kept: ReadonlyMap<string, Described>): boolean {
  return issue.keyword === 'unevaluatedProperties' && issue.message.endsWith('other fields given') && kept.size > 1
}
