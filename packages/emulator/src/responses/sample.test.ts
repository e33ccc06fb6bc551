import { expect, it } from 'vitest'
import { sample } from './sample.ts'
import { branches, isRequiredAt, type Schema, typesAt } from './schema.ts'

const SCHEMA: Schema = {
  $defs: { node: { type: 'object', properties: { next: { $ref: '#/$defs/node' }, n: { type: 'integer', minimum: 3 } } } },
  type: 'object',
  required: ['id'],
  allOf: [{ properties: { node: { $ref: '#/$defs/node' } } }],
  properties: {
    id: { type: 'string', format: 'uuid' },
    state: { enum: ['new', 'old'] },
    list: { type: 'array', items: { type: ['string', 'null'], default: 'x' } },
    fixed: { const: 7 },
  },
}

it('makes a value of a schema, and stops at recursion', () => {
  expect(sample(SCHEMA, SCHEMA)).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    state: 'new',
    list: ['x'],
    fixed: 7,
    node: { n: 3, next: { n: 3 } },
  })
})

it('finds the schemas of a place, through references and compositions', () => {
  expect(typesAt(SCHEMA, ['node', 'next', 'next', 'n'])).toEqual(['integer'])
  expect(typesAt(SCHEMA, ['list', '4'])).toEqual(['string', 'null'])
  expect(typesAt(SCHEMA, ['nothing'])).toEqual([])
  expect(isRequiredAt(SCHEMA, ['id'])).toBe(true)
  expect(isRequiredAt(SCHEMA, ['list'])).toBe(false)
})

it('gives the alternatives of a schema one by one', () => {
  const alternatives = branches({ type: 'object', oneOf: [{ properties: { a: { const: 1 } } }, { properties: { b: { const: 2 } } }] })
  expect(alternatives.map((one) => sample(one, one))).toEqual([{ a: 1 }, { b: 2 }])
})
