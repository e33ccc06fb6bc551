import type { FieldModel } from '@shotlist/codegen'
import { suggest } from '@shotlist/codegen/suggest'
import type { CompiledValue } from '../../manifest/expressions/expression.ts'
import type { Place } from '../../manifest/yaml/node.ts'
import type { UsedOperation } from '../resolve-operation.ts'

/** A field of a job's request, as the manifest gives it. */
export type Field = {
  /** The provider's own name. */
  readonly name: string
  readonly keyPlace: Place
  readonly value: CompiledValue
} & FieldRules

/** What the operation says of a field. */
export type FieldRules = {
  /** Absent where the operation is not known. */
  readonly model: FieldModel | undefined
  /** Places within the value that take an uploaded file, and through which operation. `-` stands for any item of a list. */
  readonly uploads: readonly { readonly path: readonly string[]; readonly operation: string }[]
  /** Places within the value that take a public URL and nothing else. */
  readonly publicUrls: readonly (readonly string[])[]
}

/** Why a field does not take a value, as the rest of a sentence; `undefined` where it does. */
export function fitsField(value: unknown, field: FieldModel): string | undefined {
  const shown = typeof value === 'string' ? value : JSON.stringify(value)
  if (field.enum !== undefined && !field.open) {
    return field.enum.includes(value as string) ? undefined : `${shown} is not offered (${field.enum.join(', ')})`
  }
  if (!isOfType(value, field.type)) return `${shown} is no ${field.type}`
  if (typeof value === 'number' && (value < (field.minimum ?? value) || value > (field.maximum ?? value))) {
    return `${shown} is not offered (${field.minimum ?? ''} to ${field.maximum ?? ''})`
  }
  const { maxLength } = field
  return typeof value === 'string' && maxLength !== undefined && [...value].length > maxLength
    ? `it may have ${maxLength} characters at the most`
    : undefined
}

function isOfType(value: unknown, types: string): boolean {
  return types.split(' | ').some((type) => {
    if (type === 'any') return true
    if (type === 'integer') return Number.isInteger(value) || (typeof value === 'string' && /^\d+$/.test(value))
    return type.endsWith('[]') ? Array.isArray(value) : typeof value === type
  })
}

/** The ways in which providers write the same: switches as numbers, lengths with their unit. The value as it is comes first. */
export function spellings(value: unknown, { canonical }: Pick<FieldModel, 'canonical'>): readonly unknown[] {
  if (typeof value === 'boolean') return [value, Number(value)]
  if (canonical === 'duration') return [value, ...otherLengths(value)]
  return value === 0 || value === 1 ? [value, value === 1] : [value]
}

function otherLengths(value: unknown): readonly unknown[] {
  if (typeof value === 'number') return [`${value}s`]
  const [, seconds, unit] = typeof value === 'string' ? (/^(\d+)(s?)$/.exec(value) ?? []) : []
  if (seconds === undefined) return []
  return unit === '' ? [`${seconds}s`] : [Number(seconds)]
}

/**
 * A value as this provider writes it, where the field has a meaning that others share: `true` where it takes 1, `5` where it takes `5s`. A job
 * keeps its values when it moves. What fits no other way either is left as it is, for the validator to speak of.
 */
export function respell(value: unknown, field: FieldModel | undefined): unknown {
  if (field?.canonical === undefined) return value
  const [, ...others] = spellings(value, field)
  if (others.length === 0 || fitsField(value, field) === undefined) return value
  return others.find((one) => fitsField(one, field) === undefined) ?? value
}

/** The field of an operation, by its own or its canonical name, that was probably meant by a name that it does not have. */
export function suggestField(key: string, { operation, table }: Pick<UsedOperation, 'operation' | 'table'>): string | undefined {
  return suggest(key, [...operation.fields.map(({ name }) => name), ...Object.keys(table.canonical)])
}
