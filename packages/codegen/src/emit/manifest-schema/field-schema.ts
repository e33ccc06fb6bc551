import type { OperationTable } from '@shotlist/core/contract'
import type { JsonSchema } from '../../ir/model.ts'
import { escapeToken, isSchema, schemaList } from '../json-schema.ts'
import { annotationsOf, assertionsOf, without } from './draft-07.ts'
import { shared } from './values.ts'

/** Where in an operation's input a schema stands. */
export type FieldPlace = {
  /** A pointer pattern: `-` stands for any item of a list. */
  readonly pointer: string
  readonly table: Pick<OperationTable, 'int64' | 'uploads' | 'openEnums' | 'publicUrls'>
  /** What `#/$defs/` of the input's references becomes. */
  readonly definitions: string
}

/**
 * A field as it stands in a manifest: what the provider takes, or an expression that comes to it; a file or URL where the field takes an
 * upload. Annotations stay outermost, where editors look for them.
 */
export function fieldSchema(schema: JsonSchema, place: FieldPlace): JsonSchema {
  const values = valueSchemas(schema, place)
  const { uploads, publicUrls } = place.table
  const isUpload = Object.hasOwn(uploads, place.pointer)
  const files = [...(isUpload ? [shared('file')] : []), ...(isUpload || publicUrls.includes(place.pointer) ? [shared('url')] : [])]
  const takesAnyText = values.some((value) => value['type'] === 'string' && Object.keys(value).length === 1)
  const choices = [...values, ...files, ...(takesAnyText ? [] : [shared('expression')])]
  const [only] = choices
  if (choices.length === 1 && only !== undefined) return { ...annotationsOf(schema), ...only }
  return { ...annotationsOf(schema), anyOf: choices }
}

/** What the provider takes, as one schema or several to choose from, without annotations. */
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

/** A field whose meaning others share takes their way to write it: `true` for 1, `5` for `5s`. */
function otherSpellings(values: readonly unknown[], schema: JsonSchema): readonly unknown[] {
  if (typeof schema['x-canonical'] !== 'string') return []
  if (values.length === 2 && values.includes(0) && values.includes(1)) return [true, false]
  const seconds = values.map((value) => (typeof value === 'string' ? /^(\d+)s$/.exec(value)?.[1] : undefined))
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
  return { properties: Object.fromEntries(properties), ...(closed ? { additionalProperties: false } : {}) }
}
