import type { FieldModel, OperationModel } from '../../ir/model.ts'
import { textOf } from '../../spec/place.ts'
import { fieldNotes } from '../typescript/input-field.ts'
import { unwrapped } from '../unwrapped.ts'
import { inlineCode, markdownTable } from './markdown.ts'

/** The fields of an operation's input. */
export function fieldsTable(operation: OperationModel): string {
  if (operation.fields.length === 0) return 'Takes no fields.'
  const rows = operation.fields.map((field) => [
    `${inlineCode(field.name)}${field.required ? ' (required)' : ''}`,
    typeCell(field),
    [unwrapped(field.description), ...fieldNotes(field)].filter((text) => text !== '').join(' '),
  ])
  return markdownTable(['field', 'takes', 'meaning'], rows)
}

function typeCell(field: FieldModel): string {
  if (field.enum === undefined) return field.type
  const values = field.enum.map((value) => inlineCode(textOf(value))).join(', ')
  return field.open ? `${values}, ...` : values
}
