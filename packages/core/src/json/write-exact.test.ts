import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writeExact } from './write-exact.ts'

describe('writeExact', () => {
  it('writes what JSON.stringify writes', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void expect(writeExact(value)).toBe(JSON.stringify(value))))
    const odd = { a: undefined, b: [undefined, () => 1, Number.NaN], c: new Date(0), d: '\u2028"' }
    expect(writeExact(odd)).toBe(JSON.stringify(odd))
  })

  it('writes bigints as bare numbers', () => {
    expect(writeExact({ ids: [9007199254740993n, -1n] })).toBe('{"ids":[9007199254740993,-1]}')
  })
})
