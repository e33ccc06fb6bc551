import { expect, it } from 'vitest'
import { readAvcConfig, writeAvcConfig } from './avcc.ts'

it('reads back a configuration record, including the fields of the High profiles', () => {
  const config = {
    profile: Uint8Array.from([100, 0, 31]),
    lengthSize: 4,
    sequenceSets: [Uint8Array.from([0x67, 100, 0, 31]), Uint8Array.from([0x67, 1])],
    pictureSets: [Uint8Array.from([0x68, 0xce])],
    extra: Uint8Array.from([0xfd, 0xf8, 0xf8, 0]),
  }
  expect(readAvcConfig(writeAvcConfig(config))).toEqual(config)
})

it('refuses a truncated record', () => {
  expect(() => readAvcConfig(Uint8Array.from([1, 66, 0, 31, 255, 225, 0, 200, 1]))).toThrow(RangeError)
})
