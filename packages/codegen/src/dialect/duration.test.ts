import { expect, test } from 'vitest'
import { parseDurationMs } from './duration.ts'

test.each([
  ['500ms', 500],
  ['5s', 5000],
  ['1.5s', 1500],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['5', undefined],
  ['5 s', undefined],
  ['-1s', undefined],
  ['', undefined],
])('%s', (text, expected) => {
  expect(parseDurationMs(text)).toBe(expected)
})
