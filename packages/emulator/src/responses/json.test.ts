import { expect, it } from 'vitest'
import { canonicalText, parseExact, roundedCopy, stringifyExact } from './json.ts'

it('keeps integers that a double would round, in both directions', () => {
  const text = '{"id":9007199254740993,"list":[-9223372036854775808,1.5,7],"text":"9007199254740993"}'
  const value = parseExact(text)
  expect(value).toEqual({ id: 9007199254740993n, list: [-9223372036854775808n, 1.5, 7], text: '9007199254740993' })
  expect(stringifyExact(value)).toBe(text)
})

it('leaves large numbers that are not integers alone', () => {
  expect(parseExact('[1e300, 0.1]')).toEqual([1e300, 0.1])
})

it('makes a copy that validators accept', () => {
  expect(roundedCopy({ id: 9007199254740993n, list: [1n] })).toEqual({ id: 9007199254740992, list: [1] })
})

it('returns the same text for equal values', () => {
  expect(canonicalText({ b: [1, { d: null, c: 2n }], a: 'x' })).toBe('{"a":"x","b":[1,{"c":2,"d":null}]}')
})
