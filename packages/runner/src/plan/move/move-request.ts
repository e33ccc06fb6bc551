import { composedNames } from '@shotlist/codegen/composed-names'
import { defined } from '@shotlist/codegen/defined'
import { createInputValidator } from '@shotlist/codegen/input-validator'
import { isExpression, moveValue } from './move-value.ts'
import { fieldsOf, meaningOf, type Side } from './side.ts'
import { type FieldSlot, slotsOf } from './slots-of.ts'

/** A request, converted to another provider's operation. */
export type MovedRequest = {
  /** The other provider's fields. */
  readonly with: Readonly<Record<string, unknown>>
  readonly moved: readonly { readonly from: string; readonly to: string; readonly note?: string }[]
  /** Fields that are dropped, and why. */
  readonly left: readonly { readonly from: string; readonly why: string }[]
  /** Violations of the other provider's rules: missing fields, combinations it does not offer. */
  readonly problems: readonly string[]
}

/**
 * Maps a request from one provider's operation to another's, by the canonical names of their fields. Pure.
 *
 * @param input in the form of a manifest's `with`: files as `{ file }` or `{ url }`, expressions as text
 */
export function moveRequest(from: Side, to: Side, input: Readonly<Record<string, unknown>>): MovedRequest {
  const slots = slotsOf(to)
  const request: Record<string, unknown> = {}
  const moved: { from: string; to: string; note?: string }[] = []
  const left: { from: string; why: string }[] = []
  for (const { name, meaning, field, value } of partsOf(from, input)) {
    const slot = slots.get(meaning)
    if (slot === undefined) {
      if (value !== field.default) left.push({ from: name, why: `${to.provider}/${to.operation} has no such field` })
      continue
    }
    const move = moveValue(value, { from: field, to: slot.field, providers: { from: from.provider, to: to.provider } })
    if ('why' in move) left.push({ from: name, why: move.why })
    else {
      place(request, slot, move.value)
      moved.push({ from: name, to: slotName(slot), ...defined({ note: move.note }) })
    }
  }
  return { with: request, moved, left, problems: problemsOf(to, request) }
}

type Part = { readonly name: string; readonly meaning: string; readonly field: FieldSlot['field']; readonly value: unknown }

/** The request field by field. Lists that stand for several fields are split. */
function partsOf(from: Side, input: Readonly<Record<string, unknown>>): Part[] {
  const slots = slotsOf(from)
  return Object.entries(input).flatMap(([key, value]): Part[] => {
    const field = fieldsOf(from).find((one) => one.name === key) ?? fieldsOf(from).find((one) => one.canonical === key)
    if (field === undefined) return []
    const meaning = meaningOf(field)
    const parts = composedNames[meaning]
    if (parts === undefined || !Array.isArray(value)) return [{ name: field.name, meaning, field, value }]
    return value.map((item: unknown, index) => {
      const part = parts[index] ?? meaning
      return { name: `${field.name}[${index}]`, meaning: part, field: slots.get(part)?.field ?? field, value: item }
    })
  })
}

function place(request: Record<string, unknown>, { field, index }: FieldSlot, value: unknown): void {
  if (index === undefined) request[field.name] = value
  else request[field.name] = Object.assign([...((request[field.name] as unknown[] | undefined) ?? [])], { [index]: value })
}

export function slotName({ field, index }: FieldSlot): string {
  return index === undefined ? field.name : `${field.name}[${index}]`
}

/** Checks the result. Values that are only known later are not checked. */
function problemsOf(to: Side, request: Readonly<Record<string, unknown>>): string[] {
  const issues = createInputValidator(to.model, to.operation)(request, { unresolved: laterKnown(request) })
  return issues.filter(({ severity }) => severity === 'error').map(({ message }) => message)
}

function laterKnown(value: unknown, pointer = ''): string[] {
  if (isExpression(value)) return [pointer]
  if (typeof value !== 'object' || value === null) return []
  if (pointer !== '' && ('file' in value || 'url' in value)) return [pointer]
  return Object.entries(value).flatMap(([key, inner]) => laterKnown(inner, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`))
}
