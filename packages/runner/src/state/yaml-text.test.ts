import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { yamlText } from './yaml-text.ts'

/** Texts of the pieces that YAML takes for something else in one place or another. */
const pieces = [
  ...' \n\t:#-?,.[]{}()&*!|>\'"%@`=~/\\+;$<_é世',
  ': ',
  ' #',
  '- ',
  'true',
  'Null',
  '0x1f',
  '1e5',
  '.inf',
  'a',
  'B',
  '7',
  '16:9',
  '\r',
]
const text = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...'0123456789abcdef'), { minLength: 64, maxLength: 64 }).map((digits) => digits.join('')),
  fc.array(fc.constantFrom(...'0123456789e'), { minLength: 64, maxLength: 64 }).map((digits) => digits.join('')),
  fc.uuid(),
  fc.string({ unit: 'grapheme' }),
)
const { map } = fc.letrec<{ map: Record<string, unknown>; value: unknown }>((tie) => ({
  map: fc.dictionary(text, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.array(text, { maxLength: 3 }),
    tie('map'),
  ),
}))

test('is what the library writes, whatever is written', () => {
  const whole = fc.dictionary(text, map, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
  fc.assert(
    fc.property(whole, (value) => {
      expect(yamlText(value)).toBe(stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }))
    }),
    { numRuns: 3000 },
  )
})

test('reads as what was written', () => {
  const value = { 'clip[ratio=16:9]#2': { prompt: 'a\n\n  b\n', key: '1e5', empty: {}, list: ['- a'] } }
  expect(parse(yamlText(value))).toEqual(value)
})
