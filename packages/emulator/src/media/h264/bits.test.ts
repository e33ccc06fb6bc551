import { describe, expect, it } from 'vitest'
import { BitReader, BitWriter, escapePayload, unescapePayload } from './bits.ts'

describe('bits', () => {
  it('reads back what was written', () => {
    const writer = new BitWriter()
    const unsigned = [0, 1, 2, 7, 8, 255, 8159, 65_534]
    const signed = [0, 1, -1, 2, -2, 340, -340]
    for (const value of unsigned) writer.unsigned(value)
    for (const value of signed) writer.signed(value)
    const reader = new BitReader(writer.bits(0b101, 3).finish())
    expect(unsigned.map(() => reader.unsigned())).toEqual(unsigned)
    expect(signed.map(() => reader.signed())).toEqual(signed)
    expect(reader.bits(3)).toBe(0b101)
  })

  it('writes the codes of the standard', () => {
    // Table 9-2 of H.264: 0 is 1, 1 is 010, 2 is 011, 3 is 00100; then the trailing 1.
    expect(new BitWriter().unsigned(0).unsigned(1).unsigned(2).unsigned(3).finish()).toEqual(Uint8Array.from([0b10100110, 0b01001000]))
  })
})

describe('escapePayload', () => {
  it('escapes start codes', () => {
    expect(escapePayload(Uint8Array.from([0, 0, 1, 0, 0, 0, 0, 0, 4]))).toEqual(Uint8Array.from([0, 0, 3, 1, 0, 0, 3, 0, 0, 3, 0, 4]))
  })

  it('is reversible', () => {
    const payload = Uint8Array.from({ length: 500 }, (_, index) => (index * index) % 4)
    expect(unescapePayload(escapePayload(payload))).toEqual(payload)
  })
})
