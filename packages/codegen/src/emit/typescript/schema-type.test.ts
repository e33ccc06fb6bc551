import { expect, test } from 'vitest'
import { schemaType, type TypePlace } from './schema-type.ts'

const PLACE: TypePlace = { pointer: '/field', indent: 0, table: { int64: [], uploads: {}, openEnums: {} }, root: {} }

test.each([
  [{ type: 'string' }, 'string'],
  [{ type: 'integer', minimum: 1 }, 'number'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ enum: ['16:9', 5, true] }, "'16:9' | 5 | true"],
  [{ const: 'on' }, "'on'"],
  [{ type: 'array', items: { enum: ['a', 'b'] } }, "readonly ('a' | 'b')[]"],
  [{ type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] }, 'readonly [string, number]'],
  [{ anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'integer' }] }, 'string | number'],
  [{ type: 'object' }, 'Readonly<Record<string, unknown>>'],
  [{ type: 'object', properties: { 'a-b': { type: 'string' } } }, '{\n  readonly "a-b"?: string | undefined\n}'],
  [{}, 'unknown'],
])('%j is %s', (schema, type) => {
  expect(schemaType(schema, PLACE)).toBe(type)
})

test('what the table says of a place comes before the schema', () => {
  const table = { int64: ['/ids/-', '/id'], uploads: { '/id': 'upload-image' }, openEnums: { '/model': ['v1'], '/size': [1, 2] } }
  expect(schemaType({ type: 'array', items: { type: ['integer', 'string'] } }, { ...PLACE, table, pointer: '/ids' })).toBe(
    'readonly Int64Input[]',
  )
  expect(schemaType({ type: 'integer' }, { ...PLACE, table, pointer: '/id' })).toBe('Int64Input | FileInput')
  expect(schemaType({ type: 'string' }, { ...PLACE, table, pointer: '/model' })).toBe("'v1' | (string & {})")
  expect(schemaType({ type: 'integer' }, { ...PLACE, table, pointer: '/size' })).toBe('1 | 2 | number')
})

test('a schema that refers to itself ends', () => {
  const root = { $defs: { tree: { type: 'object', properties: { below: { $ref: '#/$defs/tree' } } } } }
  expect(schemaType({ $ref: '#/$defs/tree' }, { ...PLACE, root })).toContain('unknown')
})
