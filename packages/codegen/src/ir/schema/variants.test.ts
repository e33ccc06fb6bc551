import { expect, test } from 'vitest'
import { satisfies } from '../../explain/compile-validator.ts'
import { separateVariants, VARIANT } from './variants.ts'

const A = { required: ['kind'], properties: { kind: { const: 'a' }, size: { type: 'integer', maximum: 5 } } }
const B = {
  required: ['kind', 'size'],
  properties: { kind: { enum: ['b', 'c'] }, size: { type: 'integer', maximum: 9 }, loud: { type: 'boolean' } },
}
const CLOSED = { type: 'object', additionalProperties: false }

/** Every way to give, or to leave out, these fields. */
const INPUTS = [undefined, 'a', 'b', 'c', 'd'].flatMap((kind) =>
  [undefined, 4, 7, 12, 'x'].flatMap((size) =>
    [undefined, true, 1].flatMap((loud) =>
      [undefined, 'y'].map((other) => JSON.parse(JSON.stringify({ kind, size, loud, other })) as Record<string, unknown>),
    ),
  ),
)

test.each([
  [
    'closed members',
    {
      oneOf: [
        { ...A, ...CLOSED },
        { ...B, ...CLOSED },
      ],
    },
  ],
  [
    'an open member',
    {
      oneOf: [
        { ...A, additionalProperties: true },
        { ...B, ...CLOSED },
      ],
    },
  ],
  [
    'any of them',
    {
      anyOf: [
        { ...A, ...CLOSED },
        { ...B, ...CLOSED },
      ],
    },
  ],
  [
    'a field that one of them needs not',
    {
      oneOf: [
        { ...A, ...CLOSED, required: [] },
        { ...B, ...CLOSED },
      ],
    },
  ],
  [
    'switches and numbers',
    {
      oneOf: [
        { ...CLOSED, required: ['size'], properties: { size: { const: 4 } } },
        { ...CLOSED, ...B, properties: { ...B.properties, size: { const: 7 } } },
      ],
    },
  ],
  [
    'a union in a part',
    {
      allOf: [
        { type: 'object' },
        {
          oneOf: [
            { ...A, ...CLOSED },
            { ...B, ...CLOSED },
          ],
        },
      ],
    },
  ],
  [
    'a union in a union',
    {
      oneOf: [
        { ...A, ...CLOSED },
        {
          required: ['kind'],
          properties: { kind: { const: 'b' } },
          oneOf: [
            { ...CLOSED, required: ['size'], properties: { kind: {}, size: { const: 4 } } },
            { ...CLOSED, required: ['size'], properties: { kind: {}, size: { const: 7 }, loud: {} } },
          ],
        },
      ],
    },
  ],
])('a union of %s accepts the same values once its variants are separate', (_, schema) => {
  const separate = separateVariants(schema)
  expect(JSON.stringify(separate)).toContain(VARIANT)
  const [before, after] = [schema, separate].map((one) =>
    INPUTS.filter((input) => satisfies({ allOf: [one], unevaluatedProperties: false }, input)),
  )
  expect(after).toEqual(before)
  expect(before?.length).toBeGreaterThan(0)
})

test.each([
  ['alternatives of required fields', { oneOf: [{ required: ['a'] }, { required: ['b'] }] }],
  ['the same value twice', { oneOf: [A, { ...B, properties: { ...B.properties, kind: { enum: ['a', 'b'] } } }] }],
  ['values that may be others', { oneOf: [A, { ...B, properties: { kind: { enum: ['b'], 'x-open-enum': true } } }] }],
])('%s are no variants', (_, schema) => {
  expect(separateVariants(schema)).toEqual(schema)
})
