import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linearPattern } from './linear-pattern.ts'

describe('linearPattern', () => {
  it.each([
    String.raw`^(a+)+$`,
    String.raw`^(a|aa|a?)*$`,
    String.raw`(\w*\s*)*x$`,
    String.raw`a*a*a*a*a*a*a*b`,
    String.raw`^a{0,500}a{0,500}$`,
  ])('ends with %s, whatever the text', (pattern) => {
    expect(linearPattern(pattern).test(`${'a'.repeat(20_000)}!`)).toBe(false)
  })

  const patterns = [
    String.raw`^([^@]|@[A-Za-z0-9_]+(\s|$))*$`,
    String.raw`^\s*(.+)\s*$`,
    String.raw`(^|,)\S+,?`,
    String.raw`^[\s\b]+|b+$`,
    String.raw`^(?:\uD83D\uDE00|\u{1F601}|[^]a)+$`,
    String.raw`^(\p{L}|\d|[\w.\-])*$`,
    String.raw`^(?<year>\d{4})-(\d\d?)$`,
    String.raw`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`,
    String.raw`^-?\d{1,19}$`,
  ]
  it.each(patterns)('means by %s what JavaScript means', (pattern) => {
    const own = new RegExp(pattern, 'u')
    const unit = fc.constantFrom(...'ab@,-. 1_\n\r\v\b\u00a0\u2028é', '😀', '😁', '2026-1', '\ud83d')
    const linear = linearPattern(pattern)
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 8 }), (text) => void expect([text, linear.test(text)]).toEqual([text, own.test(text)])),
    )
  })

  it.each([String.raw`(a+)+\1`, '(?=a+)b+', '^(a{0,900}){0,900}$'])('refuses %s, which cannot be matched so', (pattern) => {
    expect(() => linearPattern(pattern)).toThrow('cannot be matched in linear time')
  })

  it('leaves what goes straight to JavaScript', () => {
    for (const pattern of ['^[a-z|*+]{1,5000}$', '^(?!con$)[a-z]+$', String.raw`^\S[\S]*$`])
      expect(linearPattern(pattern)).toBeInstanceOf(RegExp)
  })
})
