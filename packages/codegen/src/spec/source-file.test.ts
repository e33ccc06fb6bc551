import { describe, expect, test } from 'vitest'
import { parseSource } from './parse-source.ts'
import { positionOf } from './source-file.ts'

const yaml = ['a:', '  b: [x, { c: 1 }]', '  "200": &two', '    d: |', '      text', 'e: *two', 'f:', ''].join('\r\n')
const TEXT = '{\n  "a": {\n    "b": ["x", { "c": 1 }],\n    "200": { "d": "text" }\n  },\n  "f": null\n}\n'

/** A pointer, and its place. */
type Place = readonly [pointer: string, line: number, column: number]

const DOCUMENTS: readonly (readonly [kind: string, text: string, places: readonly Place[], keyColumn: number])[] = [
  [
    'YAML',
    yaml,
    [
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
    ],
    12,
  ],
  [
    'JSON',
    TEXT,
    [
      ['', 1, 1],
      ['/a', 2, 3],
      ['/a/b', 3, 5],
      ['/a/b/0', 3, 11],
      ['/a/b/1/c', 3, 23],
      ['/a/200', 4, 5],
      ['/a/200/d', 4, 19],
      ['/f', 6, 8],
      ['/a/nothing', 2, 3],
    ],
    18,
  ],
]

describe.each(DOCUMENTS)('%s', (_, text, places, keyColumn) => {
  const { file } = parseSource({ name: 'a.yaml', text })

  test.each(places)('%s stands at %i:%i', (pointer, line, column) => {
    expect(positionOf(file, pointer)).toMatchObject({ line, column })
  })

  test('shows the key when asked', () => {
    expect(positionOf(file, '/a/b/1/c', 'key').column).toBe(keyColumn)
  })
})

test('a key that stands twice in JSON is found, with its place', () => {
  const { issues } = parseSource({ name: 'a.json', text: '{\n  "a": 1,\n  "a": 2\n}\n' })
  expect(issues).toMatchObject([{ code: 'duplicate-key', line: 3, column: 3 }])
})

test('JSON that is indented with tabs is JSON', () => {
  expect(parseSource({ name: 'a.json', text: '{\n\t"a": {\n\t\t"b": 1\n\t}\n}\n' })).toMatchObject({
    issues: [],
    file: { value: { a: { b: 1 } } },
  })
})
