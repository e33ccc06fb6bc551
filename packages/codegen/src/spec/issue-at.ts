import { defined } from '../issues/defined.ts'
import { type Excerpt, excerptOf } from '../issues/excerpt.ts'
import type { Issue } from '../issues/issue.ts'
import type { Place } from './place.ts'
import type { SourceFile } from './source-file.ts'
import { type Position, positionAt, positionOf } from './source-file.ts'

export type Finding = {
  readonly code: string
  readonly message: string
  readonly severity?: 'error' | 'warning'
  readonly hint?: string | undefined
  /** Shows the key of the place instead of its value. */
  readonly at?: 'key' | 'value'
}

/** Turns a finding at a place of a document into an issue with line, column and source line. */
export function issueAt(place: Pick<Place, 'file' | 'pointer'>, finding: Finding): Issue {
  const position = positionOf(place.file, place.pointer, finding.at)
  return build(position.file, position.pointer, { finding, position })
}

/** The same for a finding with an offset in the text. */
export function issueAtOffset(file: SourceFile, offset: number, finding: Finding): Issue {
  return build(file, '', { finding, position: positionAt(file, offset) })
}

function build(file: SourceFile, pointer: string, found: { finding: Finding; position: Position }): Issue {
  const { finding, position } = found
  return {
    code: finding.code,
    severity: finding.severity ?? 'error',
    file: file.name,
    line: position.line,
    column: position.column,
    pointer,
    message: bounded(finding.message),
    ...defined({ hint: finding.hint }),
    excerpt: excerptAt(file.text, position.offset),
  }
}

/** Shortens a message: it quotes the document, whose values may have any length. */
const LONGEST_MESSAGE = 2000

function bounded(text: string): string {
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text
}

/** The line around an offset. */
function excerptAt(text: string, offset: number): Excerpt {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1
  const newline = text.indexOf('\n', offset)
  return excerptOf(text.slice(lineStart, newline === -1 ? text.length : newline).replace(/\r$/, ''), offset - lineStart)
}
