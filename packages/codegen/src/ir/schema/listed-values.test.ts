import { expect, test } from 'vitest'
import { closedValues, listedValues } from './listed-values.ts'
import { loosest } from './loosest.ts'
import { separateVariants } from './variants.ts'

const OPEN = { enum: ['a', 'b'], 'x-open-enum': true }

test.each([
  [{ enum: ['a', null, 1, false] }, ['a', null, 1, false], ['a', null, 1, false]],
  [{ const: null }, [null], [null]],
  [{ const: 'a', enum: ['a', 'b'] }, ['a'], ['a']],
  [OPEN, ['a', 'b'], undefined],
  [{ enum: ['a', {}] }, undefined, undefined],
  [{ const: ['a'] }, undefined, undefined],
  [{ type: 'string' }, undefined, undefined],
  [true, undefined, undefined],
])('%j lists %j, and allows only %j', (schema, listed, closed) => {
  expect([listedValues(schema), closedValues(schema)]).toEqual([listed, closed])
})

test('the loosest of several lists has the values of all, and is open if one is', () => {
  expect(loosest([{ enum: ['a', null] }, { const: 'b' }])).toEqual({ enum: ['a', null, 'b'] })
  expect(loosest([OPEN, OPEN])).toEqual(OPEN)
  expect(loosest([OPEN, { enum: ['c'] }])).toEqual({ enum: ['a', 'b', 'c'], 'x-open-enum': true })
  expect(loosest([OPEN, { type: 'string' }])).toEqual({})
})

/** Two variants, of which the field of the first has this schema. */
function union(kind: unknown) {
  return {
    oneOf: [
      { required: ['kind'], properties: { kind } },
      { required: ['kind'], properties: { kind: { const: 'z' } } },
    ],
  }
}

test('null chooses a variant as any other value does, and an open list chooses none', () => {
  expect(separateVariants(union({ enum: ['a', null] }))).toMatchObject({ properties: { kind: { enum: ['a', null, 'z'] } } })
  expect(separateVariants(union(OPEN))).toHaveProperty('oneOf')
})
