import { count } from '../../errors/amounts.ts'
import type { Issue } from '../../errors/issue.ts'
import type { Paint } from './output.ts'
import { visible } from './visible.ts'
import { hanging } from './wrap.ts'

/**
 * A mistake for a terminal: `file:line:column: error: message (code)`, the line with the place marked, a suggestion, and a hint.
 */
function formatIssue(issue: Issue, paint: Paint, columns: number | undefined): string {
  const tone = issue.severity === 'error' ? 'red' : 'yellow'
  const where = paint('bold', `${visible(issue.file)}:${issue.line}:${issue.column}:`)
  const message = `${paint(tone, `${issue.severity}:`)} ${visible(shortened(issue.message))} ${paint('dim', `(${issue.code})`)}`
  const lines = [hanging('', `${where} ${message}`, columns)]
  if (issue.excerpt !== undefined && issue.excerpt.text.trim() !== '') lines.push(...excerptLines(issue, issue.excerpt, { paint, columns }))
  if (issue.suggestion !== undefined)
    lines.push(`  ${paint('dim', '=')} did you mean ${paint('green', `\`${visible(issue.suggestion)}\``)}?`)
  if (issue.hint !== undefined) lines.push(hanging(`  ${paint('dim', '=')} `, visible(issue.hint), columns))
  return `${lines.join('\n')}\n`
}

/** Shortens what a message quotes from a file, which may have any length. */
function shortened(text: string): string {
  return text.length > MOST ? `${text.slice(0, MOST)}...` : text
}
const MOST = 1000

function excerptLines(
  { line, column, endColumn, severity }: Issue,
  excerpt: NonNullable<Issue['excerpt']>,
  { paint, columns }: { readonly paint: Paint; readonly columns: number | undefined },
): readonly string[] {
  const number = String(line)
  const lead = `  ${number} | `.length
  const { text, at } = columns === undefined ? excerpt : windowOn(excerpt, endColumn - column, Math.max(NARROWEST, columns - 1 - lead))
  const before = text.slice(0, at).replaceAll(/[^\t]/g, ' ')
  const length = Math.max(1, Math.min(endColumn - column, text.length - at))
  return [
    `  ${paint('dim', `${number} |`)} ${visible(text)}`,
    `  ${paint('dim', `${' '.repeat(number.length)} |`)} ${before}${paint(severity === 'error' ? 'red' : 'yellow', '^'.repeat(length))}`,
  ]
}

/** With less room than this, no excerpt is shown. */
const NARROWEST = 20

/** The part of a line around its marked place that fits the terminal: in a wrapped line, the mark would be at the wrong place. */
function windowOn({ text, at }: NonNullable<Issue['excerpt']>, length: number, room: number): { text: string; at: number } {
  if (text.length <= room) return { text, at }
  const marked = Math.min(length, room - 2)
  if (at + marked < room) return { text: `${text.slice(0, room - 1)}…`, at }
  const start = at + marked - (room - 2)
  const end = start + room - 2
  return { text: `…${text.slice(start, end)}${end < text.length ? '…' : ''}`, at: at - start + 1 }
}

/**
 * All mistakes, with their count in the last line.
 *
 * @param columns the terminal's width; undefined if it is not a terminal
 */
export function formatIssues(issues: readonly Issue[], paint: Paint, columns?: number): string {
  if (issues.length === 0) return ''
  const errors = issues.filter(({ severity }) => severity === 'error').length
  const warnings = issues.length - errors
  const counted = [...(errors > 0 ? [count(errors, 'error')] : []), ...(warnings > 0 ? [count(warnings, 'warning')] : [])].join(' and ')
  return `${issues.map((issue) => formatIssue(issue, paint, columns)).join('\n')}\n${counted}\n`
}
