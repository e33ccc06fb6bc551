import { expect, test } from 'vitest'
import { mayHold } from './may-hold.ts'

const TEXT = { type: 'string' }
const CLOSED = { type: 'object', additionalProperties: false, properties: { a: TEXT } }

test.each([
  ['a declared property', CLOSED, ['a'], [TEXT]],
  ['a property of an open object', { type: 'object', properties: { a: TEXT } }, ['b'], [true]],
  ['a property of a closed object', CLOSED, ['b'], []],
  ['a property of a text', TEXT, ['b'], []],
  ['a property of what says nothing', {}, ['b', 'c'], [true]],
  ['an item', { type: 'array', items: CLOSED }, ['0', 'a'], [TEXT]],
  ['an item of a tuple', { type: 'array', prefixItems: [CLOSED, TEXT] }, ['1'], [TEXT]],
  ['a property of a list', { type: 'array', items: CLOSED }, ['a'], []],
  ['a property of what may be null', { type: ['object', 'null'], properties: { a: TEXT } }, ['a'], [TEXT]],
  ['what one alternative has', { oneOf: [CLOSED, { ...CLOSED, properties: { b: { type: 'integer' } } }] }, ['b'], [{ type: 'integer' }]],
  ['what no alternative has', { anyOf: [CLOSED, CLOSED] }, ['b'], []],
  ['what stands beside alternatives', { properties: { c: TEXT }, oneOf: [{ required: ['c'] }, { required: ['d'] }] }, ['c'], [TEXT, TEXT]],
  ['a part of allOf that is closed', { allOf: [CLOSED, { properties: { a: TEXT } }] }, ['z'], []],
  ['a pattern', { additionalProperties: false, patternProperties: { '^x': TEXT } }, ['xa'], [true]],
  ['a schema that nothing fits', { properties: { a: false } }, ['a'], []],
])('%s', (_, schema, segments, expected) => {
  expect(mayHold(schema, segments)).toEqual(expected)
})
