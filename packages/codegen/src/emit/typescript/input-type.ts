import type { OperationTable } from '@shotlist/core/contract'
import type { FieldModel, OperationModel } from '../../ir/model.ts'
import { escapeToken } from '../json-schema.ts'
import { pascalCase } from '../names.ts'
import { andList, orList } from '../prices/when-in-words.ts'
import { docComment } from './doc-comment.ts'
import { fieldNotes, fieldSchema } from './input-field.ts'
import { type InputWay, inputWays } from './input-ways.ts'
import { memberText, schemaType } from './schema-type.ts'

/**
 * The type of an operation's input: an interface with a name, and no computed types, so that a mistake is reported as
 * "'2:1' is not assignable to ..." on the field itself. Where fields exclude each other there is an interface for each way to give the
 * input, so that both at once, or neither, does not compile.
 */
export function inputType(operation: OperationModel, table: OperationTable): string {
  const name = `${pascalCase(operation.name)}Input`
  const { upload } = table
  // An upload's file is its method's own argument.
  const fields = operation.fields.filter((field) => field.name !== upload?.file && field.name !== upload?.url)
  const ways = upload === undefined ? inputWays(operation.input) : []
  const chosen = new Set(ways.flatMap(({ required, absent }) => [...required.flat(), ...absent.keys()]))
  const member = (field: FieldModel, required = field.required) => fieldText(field, { operation, table, required })
  if (ways.length < 2 || ![...chosen].every((field) => fields.some((one) => one.name === field))) {
    const doc = docComment([`What \`${operation.name}\` takes${upload === undefined ? '' : ' beside the file'}.`])
    return `${doc}export interface ${name} {\n${fields.map((field) => member(field)).join('')}}\n`
  }
  const variants = ways.map((way) => {
    const members = fields.filter((field) => chosen.has(field.name)).map((field) => variantMember(field, way, member))
    const doc = docComment([`What \`${operation.name}\` takes with ${andList(way.required.flat().map(quoted))}.`])
    return {
      name: variantName(name, way),
      text: `${doc}export interface ${variantName(name, way)} extends ${name}Fields {\n${members.join('')}}\n`,
    }
  })
  const own = fields.filter((field) => !chosen.has(field.name)).map((field) => member(field))
  return [
    `${docComment([`What \`${operation.name}\` takes in any case.`])}export interface ${name}Fields {\n${own.join('')}}\n`,
    ...variants.map(({ text }) => text),
    `${docComment([`What \`${operation.name}\` takes.`])}export type ${name} = ${variants.map((variant) => variant.name).join(' | ')}\n`,
  ].join('\n')
}

/** Whether an input can be left out altogether. */
export function isOptionalInput({ fields, input }: OperationModel): boolean {
  return !fields.some(({ required }) => required) && inputWays(input).some(({ required }) => required.length === 0)
}

/** The name of a way, by what decides it: the first field of each choice. */
function variantName(name: string, { required }: InputWay): string {
  return `${name}With${required.map(([first = '']) => pascalCase(first)).join('And')}`
}

function variantMember(
  field: FieldModel,
  { required, absent }: InputWay,
  member: (field: FieldModel, required?: boolean) => string,
): string {
  if (required.flat().includes(field.name)) return member(field, true)
  const others = absent.get(field.name)
  if (others === undefined) return member(field)
  return memberText({
    name: field.name,
    type: 'undefined',
    required: false,
    doc: [`Not together with ${orList(others.map(quoted))}.`],
    indent: 2,
  })
}

function quoted(name: string): string {
  return `\`${name}\``
}

type FieldPlace = { readonly operation: OperationModel; readonly table: OperationTable; readonly required: boolean }

function fieldText(field: FieldModel, { operation, table, required }: FieldPlace): string {
  const pointer = `/${escapeToken(field.name)}`
  const type = schemaType(fieldSchema(operation, field.name), { pointer, indent: 2, table, root: operation.input })
  return memberText({ name: field.name, type, required, doc: [field.description, fieldNotes(field).join(' ')], indent: 2 })
}
