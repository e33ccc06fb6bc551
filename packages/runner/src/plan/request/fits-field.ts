import type { FieldModel } from '@shotlist/codegen'

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
