import { expect, it } from 'vitest'
import { parseByteRange } from './serve-file.ts'

it.each([
  ['bytes=0-3', { start: 0, end: 4 }],
  ['bytes=5-', { start: 5, end: 10 }],
  ['bytes=-3', { start: 7, end: 10 }],
  ['bytes=-99', { start: 0, end: 10 }],
  ['bytes=8-99', { start: 8, end: 10 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=0-1,4-5', undefined],
  ['bytes=5-2', undefined],
  ['items=0-1', undefined],
  [undefined, undefined],
])('reads %s of ten bytes', (header, range) => {
  expect(parseByteRange(header, 10)).toEqual(range)
})
