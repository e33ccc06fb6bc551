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

test.each([
  ['a: 1\nb: 2\na: 3\n', 'duplicate-key', 3, 1, '`a` is here a second time'],
  ['"200": 1\n200: 2\n', 'duplicate-key', 2, 1, '`200` is here a second time'],
  ['a: "x\nb: 2\n', 'yaml-syntax', 1, 4, 'YAML: this quote is not closed'],
  ['a: 1\n---\nb: 2\n', 'yaml-syntax', 2, 1, 'a second document begins here'],
  ['a: &a [*a]\n', 'yaml-alias', 1, 8, 'there is no anchor `&a` before this alias'],
  ['a: { <<: 1 }\n', 'yaml-syntax', 1, 10, '`<<` merges mappings, and this is not a mapping'],
  ['__proto__: 1\n', 'reserved-key', 1, 1, 'the key __proto__ is reserved'],
])('%j is refused at its place', (text, code, line, column, message) => {
  expect(parseSource({ name: 'a.yaml', text }).issues).toMatchObject([{ code, line, column, message }])
})

test.each([
  ['1.0: a\nnull: b\n~: c\n', { '1.0': 'a', null: 'b', '~': 'c' }],
  ['a: &a { x: 1, y: 1 }\nb: { <<: *a, y: 2 }\n', { a: { x: 1, y: 1 }, b: { x: 1, y: 2 } }],
  ['a: 12345678901234567890\n', { a: Number('12345678901234567890') }],
  ['# nothing\n', null],
])('%j is read as a document means it', (text, value) => {
  expect(parseSource({ name: 'a.yaml', text })).toMatchObject({ issues: [], file: { value } })
})
