import type { OperationModel } from '../ir/model.ts'

export type FieldValue = string | number | boolean

/** Longer ranges are no choice to be listed. */
const maxValues = 100

/** The values a field can have, as far as they can be listed: those the document names, or the whole numbers of a short range. */
export function fieldValues(operation: Pick<OperationModel, 'fields'>, name: string): readonly FieldValue[] {
  const field = operation.fields.find((each) => each.name === name)
  if (field?.enum !== undefined) return field.enum
  const { minimum, maximum } = field ?? {}
  if (minimum === undefined || maximum === undefined || maximum - minimum >= maxValues) return []
  const first = Math.ceil(minimum)
  return Array.from({ length: Math.floor(maximum) - first + 1 }, (_, index) => first + index)
}
