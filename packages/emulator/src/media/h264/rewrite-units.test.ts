import { expect, it } from 'vitest'
import { BitReader, unescapePayload } from './bits.ts'
import { shiftSlice } from './rewrite-units.ts'

const FACTS = { pictureSet: 0, frameNumberBits: 5, deblockingControl: true }

it('codes the macroblocks that move and skips the others', () => {
  const slice = shiftSlice(FACTS, { columns: 20, blocks: 220, row: 10, first: 3, end: 5, by: 6, sinceKey: 33 })
  const reader = new BitReader(unescapePayload(slice.subarray(1)))
  const header = [
    reader.unsigned(),
    reader.unsigned(),
    reader.unsigned(),
    reader.bits(5),
    reader.bits(3),
    reader.signed(),
    reader.unsigned(),
  ]
  expect(header).toEqual([0, 5, 0, 33 % 32, 0, 0, 1])
  const block = (): number[] => [reader.unsigned(), reader.unsigned(), reader.signed(), reader.signed(), reader.unsigned()]
  expect([block(), block()]).toEqual([
    [203, 0, -24, 0, 0],
    [0, 0, -24, 0, 0],
  ])
  expect(reader.unsigned()).toBe(220 - 205)
})

it('skips everything if nothing moves', () => {
  const slice = shiftSlice(FACTS, { columns: 20, blocks: 220, row: 10, first: 3, end: 3, by: 0, sinceKey: 1 })
  expect(slice.length).toBeLessThan(8)
})
