/* oxlint-disable unicorn/no-thenable -- a keyword of JSON Schema */
import { expect, test } from 'vitest'
import { valueRules } from './with-schema.ts'

const MODEL = { properties: { model: { const: 'v5' } }, required: ['model', 'duration'] }
function orExpression(schema: object) {
  return { anyOf: [schema, { $ref: '#/definitions/expression' }] }
}

test('rules that narrow values apply to fields that the job itself sets', () => {
  const rules = valueRules({
    allOf: [
      { 'x-message': 'no', if: MODEL, then: { properties: { duration: { not: { const: 8 } }, camera: false } } },
      { if: { properties: { model: { const: 'v4' } } }, then: { properties: { duration: { enum: [5] } } } },
    ],
  })
  expect(rules).toEqual([
    {
      if: { properties: { model: { type: 'string', pattern: '^(v5)$' } }, required: ['model'] },
      then: { properties: { duration: orExpression({ not: { const: 8 } }), camera: false } },
    },
    {
      if: { properties: { model: { type: 'string', pattern: '^(v4)$' } }, required: ['model'] },
      then: { properties: { duration: orExpression({ enum: [5] }) } },
    },
  ])
})

test('a refused value becomes a list of the remaining values if the field lists its values', () => {
  const [rule] = valueRules({
    properties: { motion: { enum: ['normal', 'fast'] } },
    allOf: [
      {
        if: { properties: { model: { enum: ['v5.5', 'v6'] } }, required: ['model'] },
        then: { properties: { motion: { not: { const: 'fast' } } } },
      },
    ],
  })
  expect(rule).toEqual({
    if: { properties: { model: { type: 'string', pattern: String.raw`^(v5\.5|v6)$` } }, required: ['model'] },
    then: { properties: { motion: orExpression({ enum: ['normal'] }) } },
  })
})

test('rules about required fields are left to `shotlist validate`', () => {
  const then = { properties: { duration: { const: 5 } } }
  expect(
    valueRules({
      allOf: [
        { if: MODEL, then: { required: ['camera'] } },
        { if: MODEL, then: { ...then, required: ['duration'] } },
        { if: { ...MODEL, not: { required: ['template'] } }, then },
        { if: { ...MODEL, required: ['template'] }, then },
        { not: { required: ['a', 'b'] } },
        { if: MODEL, then, else: { properties: { duration: { const: 8 } } } },
      ],
    }),
  ).toEqual([])
})
