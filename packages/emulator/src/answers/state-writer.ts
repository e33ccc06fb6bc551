import type { StateRule, TaskRules, TaskState } from '../documents/terms.ts'
import { copyDraft } from './base-answer.ts'
import { holds, makeFail, makeHold } from './condition.ts'
import { type Draft, writePlace } from './draft.ts'
import type { Json } from './json.ts'
import { placeType } from './place-shape.ts'

const maxPasses = 12

/** The rule that decides an answer's state; `undefined` where none holds, which clients take for an unknown state. */
export function decidingRule(draft: Draft, rules: readonly StateRule[]): StateRule | undefined {
  return rules.find((rule) => holds(draft, rule))
}

/**
 * Writes an answer so that the document's own rules read the wanted state from it: a rule that concludes it is made to hold and those
 * before it are made to fail. Rules may disturb each other, so this is tried a few times for each rule; the draft of the first that
 * comes out right is returned.
 * @returns `undefined` where no rule could be made to decide so.
 */
export function writeState(draft: Draft, rules: readonly StateRule[], wanted: (rule: StateRule) => boolean): Draft | undefined {
  for (const rule of rules) {
    if (!wanted(rule)) continue
    const attempt = copyDraft(draft)
    if (settle(attempt, rules, rule)) return attempt
  }
  return undefined
}

/** Writes an answer that no rule holds for: a state the document does not know. `word` goes where the raw state is read. */
export function writeUnknownState(draft: Draft, rules: TaskRules, word: Json): Draft | undefined {
  const attempt = copyDraft(draft)
  const raw = rules.raw[0]
  if (!settle(attempt, rules.states, undefined)) return undefined
  if (raw === undefined) return attempt
  const before = copyDraft(attempt)
  writePlace(attempt, raw, placeType(attempt, raw) === 'number' && typeof word !== 'number' ? 4711 : word)
  return decidingRule(attempt, rules.states) === undefined ? attempt : before
}

/** The states a document has words for; a state it has none for is shown as the nearest it has. */
export function nearestState(rules: readonly StateRule[], state: TaskState): TaskState | undefined {
  const known = (one: TaskState): boolean => rules.some((rule) => rule.is === one)
  if (known(state)) return state
  if (state === 'pending' && known('running')) return 'running'
  return state === 'running' && known('pending') ? 'pending' : undefined
}

function settle(draft: Draft, rules: readonly StateRule[], target: StateRule | undefined): boolean {
  for (let pass = 0; pass < maxPasses; pass += 1) {
    if (target !== undefined) makeHold(draft, target)
    const deciding = decidingRule(draft, rules)
    if (deciding === target) return true
    if (deciding !== undefined) makeFail(draft, deciding)
  }
  return false
}
