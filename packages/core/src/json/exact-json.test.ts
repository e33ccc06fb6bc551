import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseExact, quoteLongIntegers, writeExact } from './exact-json.ts'

describe('parseExact', () => {
  it('keeps exact numbers, and turns larger integers into digits', () => {
    expect(parseExact('{"a":9007199254740991,"b":9007199254740993,"c":[-9007199254740993],"d":18446744073709551615}')).toEqual({
      a: 9007199254740991,
      b: '9007199254740993',
      c: ['-9007199254740993'],
      d: '18446744073709551615',
    })
  })

  it('leaves text, fractions and exponents unchanged', () => {
    const json = '{"a":"id 9007199254740993, \\"9007199254740993\\"","b":0.12345678901234567890,"c":1e30,"9007199254740993":1}'
    expect(parseExact(json)).toEqual(JSON.parse(json))
  })

  it('refuses text that is not JSON', () => {
    expect(() => parseExact('<html>9007199254740993')).toThrow(SyntaxError)
    expect(() => parseExact('{"a":00009007199254740993}')).toThrow(SyntaxError)
  })

  it('reads any JSON without long integers as JSON.parse does', () => {
    const long = /(?:^|[[:,])-?\d{16,}(?:$|[\],}])/
    const check = (json: string) => {
      fc.pre(!long.test(json))
      expect(parseExact(json)).toEqual(JSON.parse(json))
    }
    fc.assert(fc.property(fc.json(), check))
  })

  it('reads every 64-bit integer that writeExact wrote', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), fc.string(), (id, text) => {
        const read = parseExact(writeExact({ id, text, list: [id] })) as { id: unknown; text: string; list: unknown[] }
        expect([String(read.id), read.text, String(read.list[0])]).toEqual([String(id), text, String(id)])
      }),
    )
  })

  it('returns the same text if no integer is long', () => {
    const json = '{"a":123456789012345}'
    expect(quoteLongIntegers(json)).toBe(json)
  })
})

describe('writeExact', () => {
  it('writes the same as JSON.stringify', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void expect(writeExact(value)).toBe(JSON.stringify(value))))
    const odd = { a: undefined, b: [undefined, () => 1, Number.NaN], c: new Date(0), d: '\u2028"' }
    expect(writeExact(odd)).toBe(JSON.stringify(odd))
  })

  it('writes bigints as bare numbers', () => {
    expect(writeExact({ ids: [9007199254740993n, -1n] })).toBe('{"ids":[9007199254740993,-1]}')
  })
})
