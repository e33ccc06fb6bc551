import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonErrorOffset } from './read-json.ts'

test.each([
  ['[{"a":1},\n{"a":}]', 15],
  ['[1 2]', 3],
  ['{a: 1}', 1],
  ['{"a" 1}', 5],
  ['[1,]', 3],
  ["['x']", 1],
  ['["x', 1],
  ['[01]', 2],
  ['', 0],
  ['[1]]', 3],
])('%s ends being JSON at %d', (text, offset) => {
  expect(jsonErrorOffset(text)).toBe(offset)
})

test('valid JSON is read to its end', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(0, 2), (json, indent) => {
      const text = JSON.stringify(JSON.parse(json), null, indent)
      expect(jsonErrorOffset(text)).toBe(text.length)
    }),
  )
})
