import { INT64_PATTERN } from '@shotlist/core/reasons'
import { KNOWN_VALUES } from '../../dialect/for-users.ts'
import { defined } from '../../issues/defined.ts'
import { inPlaceSchemas, propertiesInPlace } from '../../spec/in-place.ts'
import { isObject, type PlainObject, textOf } from '../../spec/place.ts'
import { fileOf } from '../file-rule.ts'
import type { FieldModel } from '../model.ts'

/** The fields of an input schema, for tables and help. */
export function listFields(input: PlainObject, depth = 0): FieldModel[] {
  const required = new Set(Array.isArray(input['required']) ? (input['required'] as string[]) : [])
  return [...propertiesInPlace(input)].map(([name, schema]) => fieldModel(name, { schema, required: required.has(name), depth }))
}

/** Deeper fields are not listed. A recursive schema has no end. */
const MAX_DEPTH = 4

type Declared = { readonly schema: unknown; readonly required: boolean; readonly depth: number }

function fieldModel(name: string, { schema, required, depth }: Declared): FieldModel {
  const parts = [...inPlaceSchemas(schema)]
  const item = parts.map((part) => part['items']).find(isObject)
  const find = (keyword: string): unknown => parts.find((part) => part[keyword] !== undefined)?.[keyword]
  const onItem = (keyword: string): unknown => find(keyword) ?? item?.[keyword]
  const values = enumOf(parts) ?? (item === undefined ? undefined : enumOf([...inPlaceSchemas(item)]))
  const open = parts.some((part) => KNOWN_VALUES in part)
  return {
    name,
    type: typeName(schema),
    required,
    description: textOf(find('description') ?? find('title') ?? '').trim(),
    ...defined({ enum: values as (string | number | boolean)[] | undefined, open: open || undefined, default: find('default') }),
    ...numeric('minimum', find('minimum')),
    ...numeric('maximum', find('maximum')),
    ...numeric('maxLength', find('maxLength')),
    ...defined({
      pattern: textPattern(find('pattern')),
      canonical: typeof find('x-canonical') === 'string' ? (find('x-canonical') as string) : undefined,
      upload: typeof onItem('x-upload') === 'string' ? (onItem('x-upload') as string) : undefined,
      file: fileOf(parts.find((part) => part['x-file'] !== undefined) ?? item ?? {}),
      publicUrl: onItem('x-public-url') === true ? true : undefined,
      fields: depth < MAX_DEPTH ? innerFields([schema, item], depth + 1) : undefined,
    }),
  }
}

/** The fields of an object, or of each object of a list; the first of the schemas that declares any counts. */
function innerFields(schemas: readonly unknown[], depth: number): readonly FieldModel[] | undefined {
  for (const schema of schemas) {
    const found = isObject(schema) ? listFields(schema, depth) : []
    if (found.length > 0) return found
  }
  return undefined
}

/** `integer`, `string[]`, `object`, `string | integer`. A 64-bit integer is an `integer`, although it also accepts a string. */
function typeName(schema: unknown): string {
  if (!isObject(schema)) return 'any'
  if (schema['format'] === 'int64') return 'integer'
  if (schema['format'] === 'binary') return 'file'
  const type = schema['type']
  const types = (Array.isArray(type) ? type : [type]).filter((name) => typeof name === 'string' && name !== 'null') as string[]
  if (types.length > 0) return types.map((name) => (name === 'array' ? `${typeName(schema['items'])}[]` : name)).join(' | ')
  const inner = [...inPlaceSchemas(schema)]
    .slice(1)
    .map(typeName)
    .filter((name) => name !== 'any')
  if (inner.length > 0) return [...new Set(inner)].join(' | ')
  const value = Array.isArray(schema['enum']) ? (schema['enum'][0] as unknown) : schema['const']
  return value === undefined ? 'any' : typeof value
}

function enumOf(parts: readonly PlainObject[]): unknown[] | undefined {
  const found = parts.flatMap((part) => {
    const values = part[KNOWN_VALUES] ?? part['enum']
    if (Array.isArray(values)) return values as unknown[]
    return part['const'] === undefined ? [] : [part['const']]
  })
  return found.length === 0 ? undefined : [...new Set(found)]
}

/** The pattern of a text. That of a 64-bit integer's digits says nothing new. */
function textPattern(pattern: unknown): string | undefined {
  return typeof pattern === 'string' && pattern !== INT64_PATTERN ? pattern : undefined
}

function numeric<Key extends string>(key: Key, value: unknown): { readonly [K in Key]?: number } {
  return (typeof value === 'number' ? { [key]: value } : {}) as { readonly [K in Key]?: number }
}
