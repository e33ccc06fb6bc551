import type { IssueList } from '../issue-list.ts'
import { noteHalfCharacters } from '../note-half-characters.ts'
import { linePlace } from './line-place.ts'
import type { Row } from './row.ts'

/** Reads a JSON list of objects. */
export function readJson(issues: IssueList, file: string): readonly Row[] {
  const { source } = issues
  const note = (line: number, message: string): void => issues.add(linePlace(source, line), { code: 'bad-table', message })
  noteHalfCharacters(issues)
  let value: unknown
  try {
    value = parseJson(source.text)
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(/\s+/g, ' ') : 'cannot be read'
    const start = jsonErrorOffset(source.text)
    issues.add({ start, end: start + 1, path: '' }, { code: 'bad-table', message: `JSON: ${message}` })
    return []
  }
  if (!Array.isArray(value)) {
    note(1, 'this file must be a list of objects')
    return []
  }
  const rows: Row[] = []
  for (const [index, item] of value.entries()) {
    if (typeof item === 'object' && item !== null && !Array.isArray(item))
      rows.push({ values: item as Record<string, unknown>, place: { file, unit: 'item', number: index + 1 } })
    else note(1, `item ${index + 1} of this list is not an object`)
  }
  return rows
}

const BLANK = /[ \t\n\r]*/y
// oxlint-disable-next-line no-control-regex -- the texts of JSON contain no control characters
const SCALAR = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
// oxlint-disable-next-line no-control-regex -- as above
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y

/** The offset at which a text stops being JSON. The message of the JavaScript engine names the place only for some mistakes. */
export function jsonErrorOffset(source: string): number {
  const open: ('}' | ']')[] = []
  let at = skip(BLANK, source, 0)
  // Each pass reads one value, or opens a list or an object; then it closes the lists and objects that end here.
  for (;;) {
    const sign = source[at]
    if (sign === '{' || sign === '[') {
      open.push(sign === '{' ? '}' : ']')
      at = skip(BLANK, source, at + 1)
      // An empty one is closed below.
      if (source[at] !== open.at(-1)) {
        const key = startOf(open, source, at)
        if (key.failed) return key.at
        at = key.at
        continue
      }
    } else {
      const end = skip(SCALAR, source, at)
      if (end === at) return at
      at = skip(BLANK, source, end)
    }
    while (open.length > 0 && source[at] === open.at(-1)) {
      open.pop()
      at = skip(BLANK, source, at + 1)
    }
    if (open.length === 0 || source[at] !== ',') return at
    const key = startOf(open, source, skip(BLANK, source, at + 1))
    if (key.failed) return key.at
    at = key.at
  }
}

/** The offset of the next value; in an object, the offset behind its key. */
function startOf(open: readonly string[], source: string, at: number): { readonly at: number; readonly failed: boolean } {
  if (open.at(-1) === ']') return { at, failed: false }
  const end = skip(STRING, source, at)
  const colon = skip(BLANK, source, end)
  if (end === at || source[colon] !== ':') return { at: end === at ? at : colon, failed: true }
  return { at: skip(BLANK, source, colon + 1), failed: false }
}

function skip(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(source) ? pattern.lastIndex : at
}

/** Reads one JSON object per line. Skips empty lines. */
export function readJsonLines(issues: IssueList, file: string): readonly Row[] {
  const { source } = issues
  noteHalfCharacters(issues)
  const rows: Row[] = []
  for (const [index, text] of source.text.split('\n').entries()) {
    if (text.trim() === '') continue
    const line = index + 1
    const values = parseLine(text)
    if (typeof values === 'object' && values !== null && !Array.isArray(values))
      rows.push({ values: values as Record<string, unknown>, place: { file, unit: 'line', number: line } })
    else
      issues.add(linePlace(source, line), {
        code: 'bad-table',
        message: typeof values === 'string' ? values : 'this line is not a JSON object',
      })
  }
  return rows
}

/** The value of a line, or its problem as a text. */
function parseLine(text: string): unknown {
  try {
    const value = parseJson(text)
    return typeof value === 'string' ? undefined : value
  } catch (error) {
    return `JSON: ${error instanceof Error ? error.message.replace(/\s+/g, ' ') : 'cannot be read'}`
  }
}

/** Parses JSON. Integers above 2^53 become bigint, so that ids keep their digits. Throws a `SyntaxError`. */
function parseJson(text: string): unknown {
  return JSON.parse(text, exactIntegers)
}

/** A reviver for `JSON.parse`. Its third argument holds the source text of a number. */
function exactIntegers(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source
  return typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && /^-?\d+$/.test(source)
    ? BigInt(source)
    : value
}
