import type { FieldModel } from '@shotlist/codegen'
import { linearPattern } from '@shotlist/codegen/linear-pattern'
import { suggest } from '@shotlist/codegen/suggest'
import type { FileLimits } from '@shotlist/core/contract'
import type { CompiledValue } from '../../manifest/expressions/expression.ts'
import type { Place } from '../../manifest/yaml/node.ts'
import type { UsedOperation } from '../resolve-operation.ts'

/** A field of a job's request, as it is in the manifest. */
export type Field = {
  /** The provider's own name. */
  readonly name: string
  readonly keyPlace: Place
  readonly value: CompiledValue
  /** The default that takes effect where `optional` leaves the value out. */
  readonly otherwise?: Field
} & FieldRules

/** The operation's rules for a field. */
export type FieldRules = {
  /** Absent if the operation is unknown. */
  readonly model: FieldModel | undefined
  /** Paths within the value that accept a file, and what is accepted there. `-` matches any item of a list. */
  readonly files: readonly FilePlace[]
  /** Paths within the value that accept only a public URL. */
  readonly publicUrls: readonly (readonly string[])[]
}

/** A place in a field's value that accepts a file. */
export type FilePlace = {
  readonly path: readonly string[]
  /** The upload operation; absent if the file goes inside the request. */
  readonly upload?: string
  /** Absent if the document has no such upload. */
  readonly accepts?: FileLimits
  /** Whether the provider also fetches a URL. */
  readonly takesUrl: boolean
}

/** Why a field refuses a value, as the end of a sentence; `undefined` if the field accepts it. */
export function misfitOf(value: unknown, field: FieldModel): string | undefined {
  const shown = typeof value === 'string' ? value : JSON.stringify(value)
  if (field.enum !== undefined && !field.open) {
    return field.enum.includes(value as string) ? undefined : `${shown} is not offered (${field.enum.join(', ')})`
  }
  if (!isOfType(value, field)) return `${shown} is not of type ${field.type}`
  if (typeof value === 'number' && (value < (field.minimum ?? value) || value > (field.maximum ?? value))) {
    return `${shown} is not offered (${field.minimum ?? ''} to ${field.maximum ?? ''})`
  }
  const { maxLength, pattern } = field
  if (typeof value === 'string' && pattern !== undefined && !linearPattern(pattern).test(value)) {
    return `${shown} does not match ${pattern}`
  }
  return typeof value === 'string' && maxLength !== undefined && [...value].length > maxLength
    ? `the limit is ${maxLength} characters`
    : undefined
}

function isOfType(value: unknown, { type: types, canonical }: FieldModel): boolean {
  return types.split(' | ').some((type) => {
    if (type === 'any') return true
    // A 64-bit integer may be given as its digits. A length is never that large.
    if (type === 'integer') return Number.isInteger(value) || (canonical !== 'duration' && typeof value === 'string' && /^\d+$/.test(value))
    return type.endsWith('[]') ? Array.isArray(value) : typeof value === type
  })
}

/** The spellings that providers use for one value: booleans as numbers, durations with their unit. The given spelling comes first. */
export function spellings(value: unknown, { canonical }: Pick<FieldModel, 'canonical'>): readonly unknown[] {
  if (typeof value === 'boolean') return [value, Number(value)]
  if (canonical === 'duration') return [value, ...otherLengths(value)]
  return value === 0 || value === 1 ? [value, value === 1] : [value]
}

function otherLengths(value: unknown): readonly unknown[] {
  if (typeof value === 'number') return [`${value}s`, String(value)]
  const [, seconds, unit] = typeof value === 'string' ? (/^(\d+)(s?)$/.exec(value) ?? []) : []
  if (seconds === undefined) return []
  return unit === '' ? [`${seconds}s`, Number(seconds)] : [Number(seconds), seconds]
}

/**
 * Converts a value of a canonical field to this provider's spelling, as `true` to 1 or `5` to `5s`, so that a job keeps its values when it
 * moves. A value that fits in no spelling stays unchanged, and the validator reports it.
 */
export function respell(value: unknown, field: FieldModel | undefined): unknown {
  if (field?.canonical === undefined) return value
  const [, ...others] = spellings(value, field)
  if (others.length === 0 || misfitOf(value, field) === undefined) return value
  return others.find((one) => misfitOf(one, field) === undefined) ?? value
}

/** The field (by its own or canonical name) that a misspelt name probably means. */
export function suggestField(key: string, { operation, table }: Pick<UsedOperation, 'operation' | 'table'>): string | undefined {
  return suggest(key, [...operation.fields.map(({ name }) => name), ...Object.keys(table.canonical)])
}
