import { expect, test } from 'vitest'
import { durationText } from './amounts.ts'

test.each([
  [0.42, undefined, '0.4 s'],
  [9.97, undefined, '10 s'],
  [119.6, undefined, '2 min'],
  [5.254, 2, '5.25 s'],
  [200, undefined, '3 min 20 s'],
  [7200, 2, '2 h'],
  [7500, undefined, '2 h 5 min'],
])('%d s with %s digits is shown as %s', (seconds, digits, expected) => {
  expect(durationText(seconds, digits)).toBe(expected)
})
