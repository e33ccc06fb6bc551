import { describe, expect, test } from 'vitest'
import { satisfies } from '../../explain/compile-validator.ts'
import { specialise } from './specialise.ts'

const fixed = { action: 'extend' }
const isExtend = { properties: { action: { const: 'extend' } }, required: ['action'] }
const isOther = { properties: { action: { const: 'generate' } } }
const rule = { required: ['source'] }

describe('with action fixed to extend', () => {
  test.each([
    [
      'its own field is gone',
      { properties: { action: { type: 'string' }, a: {} }, required: ['action', 'a'] },
      { properties: { a: {} }, required: ['a'] },
    ],
    ['a field that can never be so', { properties: { action: { enum: ['generate'] } } }, false],
    ['then, where the condition holds', { if: isExtend, then: rule, else: { required: ['x'] } }, rule],
    ['else, where it does not', { if: isOther, then: rule, else: { required: ['x'] } }, { required: ['x'] }],
    ['nothing, without else', { if: isOther, then: rule }, true],
    ['the message stays with the rule', { 'x-message': 'm', if: isExtend, then: rule }, { 'x-message': 'm', ...rule }],
    [
      'a condition on another field too',
      { if: { allOf: [isExtend], required: ['b'] }, then: rule },
      { if: { required: ['b'] }, then: rule },
    ],
    ['decided parts of allOf go', { allOf: [isExtend, { if: isOther, then: rule }, rule] }, { allOf: [rule] }],
    ['an impossible part of allOf', { allOf: [isOther, rule] }, false],
    ['anyOf with a part that holds', { anyOf: [isExtend, rule], maxProperties: 3 }, { maxProperties: 3 }],
    [
      'oneOf with one part left',
      {
        oneOf: [
          { ...isOther, required: ['a'] },
          { ...isExtend, required: ['action', 'b'] },
        ],
      },
      { oneOf: [{ required: ['b'] }] },
    ],
    ['oneOf that is decided', { oneOf: [isOther, isExtend], minProperties: 1 }, { minProperties: 1 }],
    ['oneOf without a part left', { oneOf: [isOther] }, false],
    ['not of what holds', { not: isExtend }, false],
    ['not of what does not', { not: isOther }, true],
    ['not of another field', { not: { required: ['a'] } }, { not: { required: ['a'] } }],
    ['then beside keywords it shares', { required: ['a'], if: isExtend, then: rule }, { required: ['a'], allOf: [rule] }],
  ])('%s', (_, schema, expected) => {
    expect(specialise(schema, fixed, satisfies)).toEqual(expected)
  })
})
