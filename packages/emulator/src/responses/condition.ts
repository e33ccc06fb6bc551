import type { Condition, ErrorRules } from '../documents/terms.ts'
import { chooseCandidate, clearAll, type Draft, listedAt, placeType, readFirst, typedFor, writeFirst, writePlace } from './draft.ts'
import type { Json } from './json.ts'

/** Whether a condition of the document holds for a response. */
export function holds(draft: Draft, condition: Condition): boolean {
  const value = readFirst(draft, condition.at)
  if ('present' in condition) return (value !== undefined) === condition.present
  if ('endsWith' in condition) return condition.endsWith.some((end) => String(value).split('?')[0]?.endsWith(end))
  const wanted = 'in' in condition ? condition.in : [condition.equals]
  return wanted.some((one) => same(value, one))
}

/** Changes the response so that the condition holds. */
export function makeHold(draft: Draft, condition: Condition): void {
  if (holds(draft, condition)) return
  if ('endsWith' in condition) writeFirst(draft, condition.at, `https://emulated.example${condition.endsWith[0] ?? ''}`)
  else if (!('present' in condition)) {
    const wanted = 'in' in condition ? condition.in[0] : condition.equals
    if (wanted === null || wanted === undefined || wanted === '') clearAll(draft, condition.at)
    else writeExactly(draft, condition.at, wanted)
  } else if (condition.present) writeFirst(draft, condition.at, somethingFor(draft, condition.at))
  else clearAll(draft, condition.at)
}

/** Changes the response so that the condition does not hold. */
export function makeFail(draft: Draft, condition: Condition): void {
  if (!holds(draft, condition)) return
  if ('present' in condition && !condition.present) writeFirst(draft, condition.at, somethingFor(draft, condition.at))
  else clearAll(draft, condition.at)
}

/** Numbers equal their decimal text, because resellers differ on quoting. */
function same(value: Json | undefined, wanted: Json): boolean {
  if (value === undefined || wanted === null) return value === undefined && wanted === null
  if (value === wanted) return true
  return isTextual(value) && isTextual(wanted) && String(value) === String(wanted)
}

function isTextual(value: Json): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string'
}

function writeExactly(draft: Draft, candidates: readonly string[], value: Json): void {
  writeFirst(draft, candidates, value)
  const chosen = chooseCandidate(draft, candidates)
  writePlace(draft, chosen, typeof value === 'boolean' ? value : typedFor(draft, chosen, value))
}

function somethingFor(draft: Draft, candidates: readonly string[]): Json {
  const chosen = chooseCandidate(draft, candidates)
  const listed = listedAt(draft, chosen).find((value) => value !== null)
  return listed ?? (placeType(draft, chosen) === 'number' ? 1 : 'yes')
}

/** Changes a response so that the document's envelope reads it as a success. */
export function writeGoodEnvelope(rules: ErrorRules, draft: Draft): void {
  if (draft.file !== undefined) return
  const { ok, failed } = rules.envelope ?? {}
  if (failed !== undefined) makeFail(draft, failed)
  if (ok !== undefined) makeHold(draft, ok)
}

/** Changes a response so that the document's envelope reads it as an error. */
export function writeBadEnvelope(rules: ErrorRules, draft: Draft): void {
  const { ok, failed } = rules.envelope ?? {}
  if (failed !== undefined && !holds(draft, failed)) makeHold(draft, failed)
  if (failed === undefined && ok !== undefined) makeFail(draft, ok)
}
