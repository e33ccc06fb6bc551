import type { IssueList } from '../issue-list.ts'
import { noteHalfCharacters } from '../note-half-characters.ts'
import { linePlace } from './line-place.ts'
import { parseJson } from './parse-json.ts'
import type { Row } from './row.ts'

/** One JSON object a line; empty lines are passed over. */
export function readJsonLines(issues: IssueList): readonly Row[] {
  const { source } = issues
  noteHalfCharacters(issues)
  const rows: Row[] = []
  for (const [index, text] of source.text.split('\n').entries()) {
    if (text.trim() === '') continue
    const line = index + 1
    const values = parseLine(text)
    if (typeof values === 'object' && values !== null && !Array.isArray(values))
      rows.push({ values: values as Record<string, unknown>, line })
    else
      issues.add(linePlace(source, line), {
        code: 'bad-table',
        message: typeof values === 'string' ? values : 'this line is not a JSON object',
      })
  }
  return rows
}

/** The object of a line, or what is wrong with it. */
function parseLine(text: string): unknown {
  try {
    const value = parseJson(text)
    return typeof value === 'string' ? undefined : value
  } catch (error) {
    return `JSON: ${error instanceof Error ? error.message.replace(/\s+/g, ' ') : 'cannot be read'}`
  }
}
