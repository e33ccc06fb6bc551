import { describe, expect, test } from 'vitest'
import { satisfies } from '../../explain/compile-validator.ts'
import { specialise } from './specialise.ts'

const FIXED = { action: 'extend' }
const IS_EXTEND = { properties: { action: { const: 'extend' } }, required: ['action'] }
const IS_OTHER = { properties: { action: { const: 'generate' } } }
const RULE = { required: ['source'] }

describe('with action fixed to extend', () => {
  test.each([
    [
      'its own field is gone',
      { properties: { action: { type: 'string' }, a: {} }, required: ['action', 'a'] },
      { properties: { a: {} }, required: ['a'] },
    ],
    ['a field that can never be so', { properties: { action: { enum: ['generate'] } } }, false],
    ['then, where the condition holds', { if: IS_EXTEND, then: RULE, else: { required: ['x'] } }, RULE],
    ['else, where it does not', { if: IS_OTHER, then: RULE, else: { required: ['x'] } }, { required: ['x'] }],
    ['nothing, without else', { if: IS_OTHER, then: RULE }, true],
    ['the message stays with the rule', { 'x-message': 'm', if: IS_EXTEND, then: RULE }, { 'x-message': 'm', ...RULE }],
    [
      'a condition on another field too',
      { if: { allOf: [IS_EXTEND], required: ['b'] }, then: RULE },
      { if: { required: ['b'] }, then: RULE },
    ],
    ['decided parts of allOf go', { allOf: [IS_EXTEND, { if: IS_OTHER, then: RULE }, RULE] }, { allOf: [RULE] }],
    ['an impossible part of allOf', { allOf: [IS_OTHER, RULE] }, false],
    ['anyOf with a part that holds', { anyOf: [IS_EXTEND, RULE], maxProperties: 3 }, { maxProperties: 3 }],
    [
      'oneOf with one part left',
      {
        oneOf: [
          { ...IS_OTHER, required: ['a'] },
          { ...IS_EXTEND, required: ['action', 'b'] },
        ],
      },
      { oneOf: [{ required: ['b'] }] },
    ],
    ['oneOf that is decided', { oneOf: [IS_OTHER, IS_EXTEND], minProperties: 1 }, { minProperties: 1 }],
    ['oneOf without a part left', { oneOf: [IS_OTHER] }, false],
    ['not of what holds', { not: IS_EXTEND }, false],
    ['not of what does not', { not: IS_OTHER }, true],
    ['not of another field', { not: { required: ['a'] } }, { not: { required: ['a'] } }],
    ['then beside keywords it shares', { required: ['a'], if: IS_EXTEND, then: RULE }, { required: ['a'], allOf: [RULE] }],
  ])('%s', (_, schema, expected) => {
    expect(specialise(schema, FIXED, satisfies)).toEqual(expected)
  })
})
