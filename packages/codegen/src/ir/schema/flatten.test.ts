import { expect, test } from 'vitest'
import { flattenObject } from './flatten.ts'

test('moves the fields of parts into the whole and leaves rules where they are', () => {
  const rule = { 'x-message': 'm', if: { required: ['a'] }, then: { required: ['b'] } }
  const schema = {
    description: 'whole',
    allOf: [
      { type: 'object', title: 'part', properties: { a: { type: 'string' } }, required: ['a'], allOf: [rule] },
      { not: { required: ['c'] } },
    ],
    properties: { b: { type: 'number' } },
    required: ['b'],
  }
  expect(flattenObject(schema)).toEqual({
    description: 'whole',
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'number' } },
    required: ['a', 'b'],
    allOf: [rule, { not: { required: ['c'] } }],
  })
})

test('keeps to both definitions of a field', () => {
  const base = { properties: { a: { type: 'integer', minimum: 1, maximum: 9, enum: [1, 2, 3], description: 'base' } } }
  const own = { properties: { a: { minimum: 2, maximum: 12, enum: [2, 3, 4], description: 'own' } } }
  expect(flattenObject({ allOf: [base, own] })).toEqual({
    type: 'object',
    properties: { a: { type: 'integer', minimum: 2, maximum: 9, enum: [2, 3], description: 'own' } },
  })
})

test('leaves a part whole that redefines a field in a way that cannot be merged, or closes itself', () => {
  const pattern = { properties: { a: { pattern: 'x' } } }
  const closed = { properties: { b: {} }, additionalProperties: false }
  expect(flattenObject({ allOf: [{ properties: { a: { pattern: 'y' } } }, pattern, closed] })).toEqual({
    type: 'object',
    properties: { a: { pattern: 'y' } },
    allOf: [pattern, closed],
  })
})

test('keeps what is written where a list of values is none', () => {
  const parts = [{ properties: { a: { enum: null } } }, { properties: { a: { enum: ['x'] } } }]
  expect(flattenObject({ allOf: parts })).toEqual({ type: 'object', properties: { a: { enum: null } } })
})
