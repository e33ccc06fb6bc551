import { expect, test } from 'vitest'
import { parseSource } from './parse-source.ts'
import { positionOf } from './position.ts'

const { file } = parseSource({
  name: 'a.yaml',
  text: ['a:', '  b: [x, { c: 1 }]', '  "200": &two', '    d: |', '      text', 'e: *two', 'f:', ''].join('\r\n'),
})

test.each([
  ['', 1, 1],
  ['/a', 1, 1],
  ['/a/b', 2, 3],
  ['/a/b/0', 2, 7],
  ['/a/b/1/c', 2, 15],
  ['/a/200', 3, 3],
  ['/a/200/d', 4, 8],
  ['/e/d', 4, 8],
  ['/f', 7, 1],
  ['/a/nothing', 1, 1],
])('%s stands at %i:%i', (pointer, line, column) => {
  expect(positionOf(file, pointer)).toMatchObject({ line, column })
})

test('shows the key when asked', () => {
  expect(positionOf(file, '/a/b/1/c', 'key')).toMatchObject({ line: 2, column: 12 })
})
