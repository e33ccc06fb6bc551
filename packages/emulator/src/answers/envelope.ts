import type { ErrorRules } from '../documents/terms.ts'
import { holds, makeFail, makeHold } from './condition.ts'
import type { Draft } from './draft.ts'

/** Writes an answer so that the document's envelope takes it for a good one. */
export function writeGoodEnvelope(rules: ErrorRules, draft: Draft): void {
  const { ok, failed } = rules.envelope ?? {}
  if (failed !== undefined) makeFail(draft, failed)
  if (ok !== undefined) makeHold(draft, ok)
}

/** Writes an answer so that the document's envelope takes it for an error. */
export function writeBadEnvelope(rules: ErrorRules, draft: Draft): void {
  const { ok, failed } = rules.envelope ?? {}
  if (failed !== undefined && !holds(draft, failed)) makeHold(draft, failed)
  if (failed === undefined && ok !== undefined) makeFail(draft, ok)
}
