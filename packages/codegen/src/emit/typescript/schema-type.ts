import type { OperationTable, OutputRule, ProviderTable } from '@shotlist/core/contract'
import type { JsonSchema } from '../../ir/model.ts'
import { own } from '../../spec/place.ts'
import { escapeToken, isSchema, schemaList } from '../json-schema.ts'
import { pascalCase, propertyKey } from '../names.ts'
import { docComment, quoted } from './syntax.ts'

/** The location of a schema in an operation's input, and what the operation's table says about it. */
export type TypePlace = {
  /** A pointer pattern: `-` means any item of a list. */
  readonly pointer: string
  readonly indent: number
  readonly table: Pick<OperationTable, 'int64' | 'uploads' | 'files' | 'openEnums'>
  /** The root of the schema's `$ref`s. */
  readonly root: JsonSchema
  /** The type of 64-bit integers. Default: `Int64Input`, for input. */
  readonly int64?: 'Int64'
}

/** Deeper types are `unknown`: they do not help a reader, and recursive schemas need an end. */
const MAX_DEPTH = 8

/** The TypeScript type of the values that a schema accepts. Types cannot express rules between fields: the validator checks them. */
export function schemaType(schema: JsonSchema, place: TypePlace): string {
  const { uploads, files = {} } = place.table
  const type = plainType(schema, place)
  return Object.hasOwn({ ...uploads, ...files }, place.pointer) ? union([type, 'FileInput']) : type
}

function plainType(schema: JsonSchema, place: TypePlace): string {
  if (place.table.int64.includes(place.pointer)) return place.int64 ?? 'Int64Input'
  const known = place.table.openEnums[place.pointer]
  if (known !== undefined) return openUnion(known)
  if (place.pointer.split('/').length > MAX_DEPTH) return 'unknown'
  const target = dereference(schema, place.root)
  if (target === undefined) return 'unknown'
  if (Array.isArray(target['enum'])) return union(target['enum'].map(constantType))
  if (target['const'] !== undefined) return constantType(target['const'])
  const declared = target['type']
  if (Array.isArray(declared)) return union(declared.map((one) => typed(String(one), target, place)))
  if (typeof declared === 'string') return typed(declared, target, place)
  const choices = schemaList(target['anyOf']) ?? schemaList(target['oneOf'])
  if (choices !== undefined) return union(choices.map((choice) => plainType(choice, place)))
  if (isSchema(target['properties'])) return objectType(target, place)
  const [only] = schemaList(target['allOf']) ?? []
  return only === undefined ? 'unknown' : plainType(only, place)
}

function typed(type: string, schema: JsonSchema, place: TypePlace): string {
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'array') return arrayType(schema, place)
  if (type === 'object') return objectType(schema, place)
  return type === 'string' || type === 'boolean' || type === 'null' ? type : 'unknown'
}

function arrayType(schema: JsonSchema, place: TypePlace): string {
  const itemPlace = { ...place, pointer: `${place.pointer}/-` }
  const prefix = schemaList(schema['prefixItems'])
  if (prefix !== undefined) return `readonly [${prefix.map((item) => schemaType(item, itemPlace)).join(', ')}]`
  const items = isSchema(schema['items']) ? schemaType(schema['items'], itemPlace) : 'unknown'
  return `readonly ${/^[\w.]+$/.test(items) ? items : `(${items})`}[]`
}

function objectType(schema: JsonSchema, place: TypePlace): string {
  const properties = isSchema(schema['properties']) ? Object.entries(schema['properties']) : []
  if (properties.length === 0) return 'Readonly<Record<string, unknown>>'
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const indent = place.indent + 2
  const members = properties.map(([name, value]) => {
    const member = isSchema(value) ? value : {}
    const type = schemaType(member, { ...place, indent, pointer: `${place.pointer}/${escapeToken(name)}` })
    return memberText({ name, type, required: required.includes(name), doc: [textOf(member['description'])], indent })
  })
  return `{\n${members.join('')}${' '.repeat(place.indent)}}`
}

/** One member of an interface or object type, with its docstring. */
export function memberText(member: {
  name: string
  type: string
  required: boolean
  doc: readonly (string | undefined)[]
  indent: number
}): string {
  const optional = member.required ? '' : '?'
  const type = member.required ? member.type : union([member.type, 'undefined'])
  return `${docComment(member.doc, member.indent)}${' '.repeat(member.indent)}readonly ${propertyKey(member.name)}${optional}: ${type}\n`
}

function openUnion(known: readonly (string | number)[]): string {
  const other = known.every((value) => typeof value === 'number') ? 'number' : '(string & {})'
  return union([...known.map(constantType), other])
}

function union(types: readonly string[]): string {
  const parts = [...new Set(types)]
  return parts.includes('unknown') ? 'unknown' : parts.join(' | ')
}

function constantType(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  return typeof value === 'object' && value !== null ? 'unknown' : String(value)
}

function dereference(schema: JsonSchema, root: JsonSchema): JsonSchema | undefined {
  const ref = schema['$ref']
  if (typeof ref !== 'string') return schema
  const name = /^#\/\$defs\/(.+)$/.exec(ref)?.[1]
  const definitions = root['$defs']
  const target = name !== undefined && isSchema(definitions) ? own(definitions, name) : undefined
  return isSchema(target) ? target : undefined
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The named outputs of an operation, or of the task it starts. */
export function outputRules(table: OperationTable, provider: ProviderTable): Readonly<Record<string, OutputRule>> {
  return (table.starts === undefined ? undefined : provider.tasks[table.starts]?.outputs) ?? table.outputs
}

/** The interface of an operation's outputs. Only an upload's result, and outputs that the document requires, are certain. */
export function outputsType(table: OperationTable, provider: ProviderTable): string {
  const rules = Object.entries(outputRules(table, provider))
  // Of an operation that responds at once, the body of the answer is the file.
  const members = rules
    .filter(([, rule]) => table.starts !== undefined || rule.body !== true)
    .map(([name, rule]) =>
      memberText({
        name,
        type: outputType(rule),
        required: rule.required === true || name === table.upload?.result,
        doc: [rule.description ?? outputNote(rule)],
        indent: 2,
      }),
    )
  const doc = docComment([`What \`${table.name}\` yields.`])
  return `${doc}export interface ${pascalCase(table.name)}Outputs {\n${members.join('')}}\n`
}

function outputType({ type, list }: OutputRule): string {
  const one = type === 'number' ? 'number' : 'string'
  return list === true ? `readonly ${one}[]` : one
}

function outputNote(rule: OutputRule): string | undefined {
  if (rule.type === 'id') return rule.list === true ? 'Ids, as text: exact at any size.' : 'An id, as text: exact at any size.'
  if (rule.type === 'number' || rule.type === 'text') return undefined
  const them = rule.list === true ? 'them' : 'it'
  const needs = rule.auth === true || rule.headers !== undefined ? `. Fetch ${them} with \`outputFetch\` of an engine` : ''
  return `${rule.list === true ? `URLs, one for each ${rule.type}` : `URL of the ${rule.type}`}${needs}.`
}
