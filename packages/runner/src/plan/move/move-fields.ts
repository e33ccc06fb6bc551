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
  /** Its names there, several where a list becomes fields; empty: it stays behind. */
  readonly to: readonly string[]
  /** Values that are not offered there, of those the field lists. */
  readonly lost: readonly unknown[]
  readonly note?: string
}

/** What becomes of every field of an operation at another provider, whatever a job says. */
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
  const told = { from: field.name, to: targets.map(slotName), lost }
  return note === undefined ? told : { ...told, note }
}

const LONGEST_RANGE = 30

function valuesOf({ enum: listed, minimum, maximum }: FieldModel): readonly unknown[] {
  if (listed !== undefined) return listed
  if (minimum === undefined || maximum === undefined || maximum - minimum > LONGEST_RANGE) return []
  return Array.from({ length: maximum - minimum + 1 }, (_, index) => minimum + index)
}

function noteOn(from: FieldModel, to: FieldModel, providers: { readonly from: string; readonly to: string }): string | undefined {
  if (from.canonical !== undefined && OWNED_BY_PROVIDER.has(from.canonical)) return `what it names belongs to ${providers.from}`
  if (to.publicUrl && from.upload !== undefined) return 'takes a public URL there: neither files nor uploads'
  return to.upload !== undefined && from.publicUrl ? 'is uploaded there: a URL, or a file' : undefined
}
