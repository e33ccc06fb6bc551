import type { FieldModel } from '@shotlist/codegen'
import { composedNames } from '@shotlist/codegen/composed-names'
import { itemOf } from './move-value.ts'
import { fieldsOf, meaningOf, type Side } from './side.ts'

/** A field, or one entry of a list that stands for several fields. */
export type FieldSlot = { readonly field: FieldModel; readonly index?: number }

/** The slot of each meaning at a provider. A list such as `frames` is a slot, and so is each of its parts. */
export function slotsOf(side: Side): ReadonlyMap<string, FieldSlot> {
  const slots = new Map<string, FieldSlot>()
  for (const field of fieldsOf(side)) {
    const meaning = meaningOf(field)
    slots.set(meaning, { field })
    for (const [index, part] of (composedNames[meaning] ?? []).entries()) slots.set(part, { field: itemOf(field), index })
  }
  return slots
}
