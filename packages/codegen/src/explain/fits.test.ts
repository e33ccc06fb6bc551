import { describe, expect, test } from 'vitest'
import { newAjv } from './compile-validator.ts'
import { fits } from './fits.ts'

const SCHEMAS = [
  true,
  false,
  {},
  { type: 'integer', minimum: 1, exclusiveMaximum: 3 },
  { type: ['string', 'null'], minLength: 2, maxLength: 3 },
  { pattern: '^a+$' },
  { enum: [1, 'a', { a: [1] }] },
  { const: { a: [1] } },
  { type: 'array', items: { type: 'number' }, minItems: 1, maxItems: 2 },
  { prefixItems: [{ type: 'string' }], items: { type: 'number' } },
  { properties: { a: { type: 'number' } }, required: ['a'], additionalProperties: false },
  { properties: { a: {} }, additionalProperties: { type: 'string' } },
  { if: { required: ['a'] }, then: { required: ['b'] }, else: { minProperties: 1 } },
  { allOf: [{ minimum: 1 }, { maximum: 2 }] },
  { anyOf: [{ type: 'string' }, { minimum: 2 }] },
  { oneOf: [{ required: ['a'] }, { required: ['b'] }] },
  { not: { type: 'string' } },
  { dependentRequired: { a: ['b'] } },
  { dependentSchemas: { a: { required: ['b'] } } },
  { propertyNames: { pattern: '^[ab]$' } },
  { $ref: '#/$defs/x', $defs: { x: { type: 'object', properties: { a: { $ref: '#/$defs/x' } } } } },
  { type: 'integer', format: 'int64' },
  { type: 'string', format: 'uri' },
  { uniqueItems: true },
  { unevaluatedProperties: false, properties: { a: {} } },
]

const VALUES = [
  null,
  true,
  0,
  1,
  2,
  2.5,
  3,
  2 ** 60,
  '',
  'a',
  'aa',
  'aaa',
  'aaaa',
  '\u{1F600}\u{1F600}',
  'https://a.example/b',
  'no url',
  [],
  [1],
  ['a', 1],
  [1, 1],
  [1, 2, 3],
  {},
  { a: 1 },
  { a: [1] },
  { b: 'x' },
  { a: 1, b: 'x' },
  { a: { a: {} } },
  { c: 1 },
]

describe('fits', () => {
  test.each(SCHEMAS.map((schema) => [JSON.stringify(schema), schema] as const))('never contradicts ajv on %s', (_, schema) => {
    const validate = newAjv().compile(schema)
    const said = VALUES.map((value) => ({ value, fits: fits(schema, value) })).filter((one) => one.fits !== undefined)
    expect(said).toEqual(said.map(({ value }) => ({ value, fits: validate(value) })))
  })

  test('decides most of them', () => {
    const decided = SCHEMAS.flatMap((schema) => VALUES.map((value) => fits(schema, value) !== undefined))
    expect(decided.filter(Boolean).length / decided.length).toBeGreaterThan(0.9)
  })
})
