import type { FieldModel } from '@shotlist/codegen'
import { composedNames } from '@shotlist/codegen/composed-names'
import { slotName } from './move-request.ts'
import { moveValue } from './move-value.ts'
import { OWNED_BY_PROVIDER } from './owned-by-provider.ts'
import { fieldsOf, meaningOf, type Side } from './side.ts'
import { type FieldSlot, slotsOf } from './slots-of.ts'

/** What becomes of one field when a job moves. */
export type FieldMove = {
  readonly from: string
  /** Its names at the other provider: several if a list becomes fields, none if the field is dropped. */
  readonly to: readonly string[]
  /** The listed values that the other provider does not offer. */
  readonly lost: readonly unknown[]
  readonly note?: string
}

/** What becomes of every field of an operation at another provider, independent of a job's values. */
export function moveFields(from: Side, to: Side): FieldMove[] {
  const slots = slotsOf(to)
  const own = slotsOf(from)
  return fieldsOf(from).map((field) => moveField(field, { from, to, own, slots }))
}

type Ends = {
  readonly from: Side
  readonly to: Side
  readonly own: ReadonlyMap<string, FieldSlot>
  readonly slots: ReadonlyMap<string, FieldSlot>
}

function moveField(field: FieldModel, { from, to, own, slots }: Ends): FieldMove {
  const meaning = meaningOf(field)
  const meanings = slots.has(meaning) ? [meaning] : (composedNames[meaning] ?? [meaning])
  const targets = meanings.flatMap((one) => slots.get(one) ?? [])
  const [target] = targets
  if (target === undefined) return { from: field.name, to: [], lost: [] }
  const providers = { from: from.provider, to: to.provider }
  const pair = { from: own.get(meanings[0] ?? meaning)?.field ?? field, to: target.field, providers }
  const lost = valuesOf(field).filter((value) => {
    const move = moveValue(value, pair)
    return 'why' in move || move.note !== undefined
  })
  const note = noteOn(pair.from, target.field, providers)
  const move = { from: field.name, to: targets.map(slotName), lost }
  return note === undefined ? move : { ...move, note }
}

const MAX_LISTED_RANGE = 30

function valuesOf({ enum: listed, minimum, maximum }: FieldModel): readonly unknown[] {
  if (listed !== undefined) return listed
  if (minimum === undefined || maximum === undefined || maximum - minimum > MAX_LISTED_RANGE) return []
  return Array.from({ length: maximum - minimum + 1 }, (_, index) => minimum + index)
}

function noteOn(from: FieldModel, to: FieldModel, providers: { readonly from: string; readonly to: string }): string | undefined {
  if (from.canonical !== undefined && OWNED_BY_PROVIDER.has(from.canonical)) return `its value belongs to ${providers.from}`
  if (to.publicUrl && from.upload !== undefined) return 'accepts only a public URL there: no files, no uploads'
  return to.upload !== undefined && from.publicUrl ? 'is uploaded there: a URL, or a file' : undefined
}
