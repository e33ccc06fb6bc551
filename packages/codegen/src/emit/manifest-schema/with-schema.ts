import type { OperationTable, ProviderTable } from '@shotlist/core/contract'
import type { JsonSchema, OperationModel } from '../../ir/model.ts'
import { listedValues } from '../../ir/schema/listed-values.ts'
import { defined } from '../../issues/defined.ts'
import { escapeToken, isSchema, schemaList } from '../json-schema.ts'
import { priceMarkdown } from '../price-report.ts'
import { unwrapped } from '../reference/markdown.ts'
import { rulesOf } from '../rules-of.ts'
import { fieldNotes, fieldSchema as inputFieldSchema } from '../typescript/input-field.ts'
import { aliasFields } from './alias-fields.ts'
import { annotationsOf, assertionsOf, without } from './draft-07.ts'
import { conditional, shared } from './values.ts'

/** Longer prices are tables, which do not fit into a hover text. */
const MAX_PRICE_LINES = 14

/**
 * The schema of a job's `with` for one operation. No field is required: a missing one may come from `defaults.with`, and only `shotlist
 * validate` combines both.
 */
export function withSchema(
  operation: OperationModel,
  provider: ProviderTable,
): { schema: JsonSchema; definitions: Record<string, JsonSchema> } {
  const table = provider.operations[operation.name]
  if (table === undefined) throw new Error(`the table has no operation ${operation.name}`)
  const prefix = `${provider.id}.${operation.name}.`
  const place = { table, definitions: `#/definitions/${prefix}` }
  const properties = operation.fields.map((field) => {
    const schema = fieldSchema(inputFieldSchema(operation, field.name), { ...place, pointer: `/${escapeToken(field.name)}` })
    const description = [unwrapped(field.description), field.required ? 'Required.' : '', ...fieldNotes(field)]
      .filter((text) => text !== '')
      .join(' ')
    return [field.name, description === '' ? schema : { ...schema, description }]
  })
  const fields = Object.fromEntries(properties) as Record<string, JsonSchema>
  const aliases = aliasFields({
    table,
    fields,
    items: (field) => {
      const { items } = inputFieldSchema(operation, field)
      return fieldSchema(isSchema(items) ? items : {}, { ...place, pointer: `/${escapeToken(field)}/-` })
    },
    base: `#/definitions/${provider.id}.${operation.name}`,
  })
  const rules = valueRules(operation.input)
  const schema: JsonSchema = {
    title: `${provider.title}: ${operation.title}`,
    description: describe(operation, provider),
    type: 'object',
    properties: { ...fields, ...aliases },
    additionalProperties: false,
    ...defined({
      allOf: rules.length > 0 ? rules : undefined,
      examples: operation.example === undefined ? undefined : [operation.example],
    }),
  }
  const nested = Object.entries((operation.input['$defs'] ?? {}) as Record<string, JsonSchema>)
  return {
    schema,
    definitions: Object.fromEntries(nested.map(([name, value]) => [`${prefix}${name}`, fieldSchema(value, { ...place, pointer: '' })])),
  }
}

function describe(operation: OperationModel, provider: ProviderTable): string {
  const table = provider.operations[operation.name]
  const rules = table === undefined ? [] : rulesOf(operation, table)
  const price = priceMarkdown(table?.price, provider.money)
  const parts = [
    unwrapped(operation.description),
    rules.length === 0 ? '' : rules.map((rule) => `- ${rule}`).join('\n'),
    price.split('\n').length > MAX_PRICE_LINES ? '' : price,
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

/** The location of a schema in an operation's input. */
type FieldPlace = {
  /** A pointer pattern: `-` means any item of a list. */
  readonly pointer: string
  readonly table: Pick<OperationTable, 'int64' | 'uploads' | 'files' | 'openEnums' | 'publicUrls'>
  /** The replacement for `#/$defs/` in the input's references. */
  readonly definitions: string
}

/**
 * A field as a manifest holds it: a value that the provider accepts, or an expression for it; a file or URL if the field takes an upload.
 * Annotations stay outermost, because editors look for them there.
 */
function fieldSchema(schema: JsonSchema, place: FieldPlace): JsonSchema {
  const values = valueSchemas(schema, place)
  const { uploads, files: inside, publicUrls } = place.table
  const isUpload = Object.hasOwn(uploads, place.pointer)
  const file = inside?.[place.pointer]
  const takesUrl = isUpload || file?.url === true || publicUrls.includes(place.pointer)
  const files = [...(isUpload || file !== undefined ? [shared('file')] : []), ...(takesUrl ? [shared('url')] : [])]
  const takesAnyText = values.some((value) => value['type'] === 'string' && Object.keys(value).length === 1)
  const choices = [...values, ...files, ...(takesAnyText ? [] : [shared('expression')])]
  const [only] = choices
  if (choices.length === 1 && only !== undefined) return { ...annotationsOf(schema), ...only }
  return { ...annotationsOf(schema), anyOf: choices }
}

/** What the provider accepts, as one schema or several alternatives, without annotations. */
function valueSchemas(schema: JsonSchema, place: FieldPlace): JsonSchema[] {
  if (place.table.int64.includes(place.pointer)) return [{ type: 'integer' }, { type: 'string', pattern: String.raw`^-?\d{1,19}$` }]
  const known = place.table.openEnums[place.pointer]
  if (known !== undefined) return [{ enum: known }, { type: [...new Set(known.map((value) => typeof value))] }]
  const choices = schemaList(schema['anyOf']) ?? schemaList(schema['oneOf'])
  if (choices !== undefined && schema['properties'] === undefined) return choices.flatMap((choice) => valueSchemas(choice, place))
  return [valueSchema(schema, place)]
}

function valueSchema(schema: JsonSchema, place: FieldPlace): JsonSchema {
  const ref = schema['$ref']
  if (typeof ref === 'string') return { $ref: ref.replace('#/$defs/', place.definitions) }
  const own = assertionsOf(schema)
  if (Array.isArray(own['enum'])) return { ...without(own, ['type']), enum: [...own['enum'], ...otherSpellings(own['enum'], schema)] }
  if (own['const'] !== undefined) return without(own, ['type'])
  return { ...own, ...itemsOf(schema, place), ...propertiesOf(schema, place) }
}

/** A field with a canonical name also accepts the notation of other providers: `true` for 1, `5` for `5s` and `"5"`. */
function otherSpellings(values: readonly unknown[], schema: JsonSchema): readonly unknown[] {
  if (typeof schema['x-canonical'] !== 'string') return []
  if (values.length === 2 && values.includes(0) && values.includes(1)) return [true, false]
  const length = schema['x-canonical'] === 'duration' ? /^(\d+)s?$/ : /^(\d+)s$/
  const seconds = values.map((value) => (typeof value === 'string' ? length.exec(value)?.[1] : undefined))
  return seconds.every((value) => value !== undefined) ? seconds.map(Number) : []
}

function itemsOf(schema: JsonSchema, place: FieldPlace): JsonSchema {
  const itemPlace = { ...place, pointer: `${place.pointer}/-` }
  const prefix = schemaList(schema['prefixItems'])
  if (prefix !== undefined) return { items: prefix.map((item) => fieldSchema(item, itemPlace)) }
  return isSchema(schema['items']) ? { items: fieldSchema(schema['items'], itemPlace) } : {}
}

function propertiesOf(schema: JsonSchema, place: FieldPlace): JsonSchema {
  if (!isSchema(schema['properties'])) return {}
  const properties = Object.entries(schema['properties']).map(([name, value]) => {
    const pointer = `${place.pointer}/${escapeToken(name)}`
    return [name, fieldSchema(isSchema(value) ? value : {}, { ...place, pointer })]
  })
  const closed = schema['additionalProperties'] === false || schema['unevaluatedProperties'] === false
  return { properties: Object.fromEntries(properties), ...defined({ additionalProperties: closed ? false : undefined }) }
}

type Properties = Readonly<Record<string, unknown>>

/**
 * The rules between fields that an editor can check: `if` these fields have these values, `then` others accept only some of their values,
 * or must be absent. `shotlist validate` checks rules about required fields, because a field that is absent from a job may come from
 * `defaults.with`.
 */
export function valueRules(input: JsonSchema): JsonSchema[] {
  return (schemaList(input['allOf']) ?? []).flatMap((rule) => {
    const given = onlyProperties(rule['if'])
    const narrowed = onlyProperties(rule['then'])
    if (given === undefined || narrowed === undefined || rule['else'] !== undefined) return []
    if (!Object.values(given.properties).every(isPlain) || !Object.values(narrowed.properties).every(isPlain)) return []
    const known = { ...given.properties, ...narrowed.properties }
    if (narrowed.required.length > 0 || given.required.some((name) => !Object.hasOwn(known, name))) return []
    const offered = isSchema(input['properties']) ? input['properties'] : {}
    return [conditional(whenGiven(given.properties), { properties: orExpressions(whatIsLeft(narrowed.properties, offered)) })]
  })
}

/** The condition with every field it names required: the value of an absent field is not known here. */
function whenGiven(properties: Properties): JsonSchema {
  const exact = Object.entries(properties).map(([name, value]) => [name, asPattern(value)])
  return { properties: Object.fromEntries(exact), required: Object.keys(properties) }
}

/**
 * Strings of a condition, as a pattern. During completion yaml-language-server treats `v5` as an unfinished `v5.5`, and would offer the
 * values that only `v5.5` accepts; it matches patterns exactly.
 */
function asPattern(value: unknown): unknown {
  if (!isSchema(value)) return value
  const texts = listedValues(value)
  if (texts === undefined || !texts.every((text) => typeof text === 'string')) return value
  return { type: 'string', pattern: `^(${texts.map(escapePattern).join('|')})$` }
}

function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
}

/** Replaces `not` some of a field's values by an `enum` of the remaining values: editors complete them, and name them for a wrong value. */
function whatIsLeft(properties: Properties, offered: Properties): Properties {
  const left = Object.entries(properties).map(([name, value]) => {
    const all = Object.hasOwn(offered, name) && isSchema(offered[name]) ? offered[name]['enum'] : undefined
    const refused = isSchema(value) && isSchema(value['not']) && Object.keys(value).length === 1 ? listedValues(value['not']) : undefined
    if (!Array.isArray(all) || refused === undefined) return [name, value]
    return [name, { enum: all.filter((each) => !refused.includes(each)) }]
  })
  return Object.fromEntries(left)
}

function orExpressions(properties: Properties): Properties {
  const open = Object.entries(properties).map(([name, value]) => [name, value === false ? value : { anyOf: [value, shared('expression')] }])
  return Object.fromEntries(open)
}

/** The `properties` and `required` of a schema that has no other keyword. */
function onlyProperties(schema: unknown): { properties: Properties; required: string[] } | undefined {
  if (!isSchema(schema) || !isSchema(schema['properties'])) return undefined
  if (Object.keys(schema).some((keyword) => !['properties', 'required', 'type'].includes(keyword))) return undefined
  return { properties: schema['properties'], required: Array.isArray(schema['required']) ? schema['required'].map(String) : [] }
}

/** Whether a schema has only assertions on the value itself, `not` included. */
function isPlain(schema: unknown): boolean {
  if (!isSchema(schema)) return schema === false
  const { not, ...rest } = schema
  return (not === undefined || isPlain(not)) && Object.keys(assertionsOf(rest)).length === Object.keys(rest).length
}
