import type { OperationTable } from '@shotlist/core/contract'
import type { OperationModel } from '../../ir/model.ts'
import { escapeToken } from '../json-schema.ts'
import { pascalCase } from '../names.ts'
import { docComment } from './doc-comment.ts'
import { fieldNotes, fieldSchema } from './input-field.ts'
import { memberText, schemaType } from './schema-type.ts'

/**
 * The interface of an operation's input. An interface with a name, and no computed types, so that a mistake is reported as
 * "'2:1' is not assignable to ..." on the field itself.
 */
export function inputType(operation: OperationModel, table: OperationTable): string {
  const { upload } = table
  // An upload's file is its method's own argument.
  const fields = operation.fields.filter(({ name }) => name !== upload?.file && name !== upload?.url)
  const members = fields.map((field) => {
    const pointer = `/${escapeToken(field.name)}`
    const type = schemaType(fieldSchema(operation, field.name), { pointer, indent: 2, table, root: operation.input })
    return memberText({
      name: field.name,
      type,
      required: field.required,
      doc: [field.description, fieldNotes(field).join(' ')],
      indent: 2,
    })
  })
  const doc = docComment([`What \`${operation.name}\` takes${upload === undefined ? '' : ' beside the file'}.`])
  return `${doc}export interface ${pascalCase(operation.name)}Input {\n${members.join('')}}\n`
}
