import type { IssueList } from '../issue-list.ts'
import { noteHalfCharacters } from '../note-half-characters.ts'
import { jsonErrorOffset } from './json-error-offset.ts'
import { linePlace } from './line-place.ts'
import { parseJson } from './parse-json.ts'
import type { Row } from './row.ts'

/** A JSON list of objects. */
export function readJson(issues: IssueList): readonly Row[] {
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
      rows.push({ values: item as Record<string, unknown>, line: index + 1 })
    else note(1, `item ${index + 1} of this list is not an object`)
  }
  return rows
}
