import type { FieldModel } from '@shotlist/codegen'

/**
 * The value of an expression as the field's type. Tables of comma separated values know only texts, and JSON tables name products with
 * numbers; what is written out in the manifest is taken as it is.
 */
export function coerce(value: unknown, field: FieldModel | undefined): unknown {
  if (typeof value === 'string') {
    if (field?.type === 'integer' && /^-?\d+$/.test(value) && Number.isSafeInteger(Number(value))) return Number(value)
    if (field?.type === 'number' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
    if (field?.type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  }
  if (field?.type === 'string' && (typeof value === 'number' || typeof value === 'bigint')) return String(value)
  return value
}
