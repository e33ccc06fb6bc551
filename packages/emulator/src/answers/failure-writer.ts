import type { ErrorClass, ErrorRules, StateRule, TaskRules } from '../documents/terms.ts'
import { copyDraft } from './base-answer.ts'
import { type Draft, writeFirst } from './draft.ts'
import { codeFor } from './error-answer.ts'
import { decidingRule, writeState } from './state-writer.ts'

/** Why a task failed. */
export type Failure = { readonly class: ErrorClass; readonly code?: string; readonly message: string }

/** Writes an answer from which the document's rules read that the task failed, and why, as far as the document can tell. */
export function writeFailure(rules: TaskRules, errors: ErrorRules, base: Draft, failure: Failure): Draft {
  const told = copyDraft(base)
  tell(rules, errors, told, failure)
  const written = writeState(told, rules.states, fittingRules(rules.states, failure)) ?? writeState(base, rules.states, isFailed) ?? base
  // Turning the state may have taken away what tells the reason, and telling it again may turn the state.
  const retold = copyDraft(written)
  tell(rules, errors, retold, failure)
  return decidingRule(retold, rules.states)?.is === 'failed' ? retold : written
}

function tell({ failure: places }: TaskRules, errors: ErrorRules, draft: Draft, failure: Failure): void {
  if (places.code !== undefined) writeFirst(draft, places.code, failure.code ?? codeFor(errors, { class: failure.class }).code)
  if (places.message !== undefined) writeFirst(draft, places.message, failure.message)
}

/** A rule of the failure's own class, where the document has one; else one that leaves the class to the code. */
function fittingRules(states: readonly StateRule[], failure: Failure): (rule: StateRule) => boolean {
  const hasOwn = states.some((rule) => isFailed(rule) && rule.class === failure.class)
  return (rule) => isFailed(rule) && rule.class === (hasOwn ? failure.class : undefined)
}

function isFailed(rule: StateRule): boolean {
  return rule.is === 'failed'
}
