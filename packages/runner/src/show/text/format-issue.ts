import { count } from '../../errors/amounts.ts'
import type { Issue } from '../../errors/issue.ts'
import type { Paint } from './output.ts'
import { visible } from './visible.ts'
import { headOf, tailOf, widthOf } from './width.ts'
import { hanging } from './wrap.ts'

/**
 * A mistake as a terminal shows it: `file:line:column: error: message (code)`, the line with the place marked, what was probably meant,
 * and what to do.
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

/** What is repeated from a file may be of any length; what is said about it is not. */
function shortened(text: string): string {
  return text.length > MOST ? `${text.slice(0, MOST)}...` : text
}
const MOST = 1000

function excerptLines(
  { line, column, endColumn, severity }: Issue,
  { text, at }: NonNullable<Issue['excerpt']>,
  { paint, columns }: { readonly paint: Paint; readonly columns: number | undefined },
): readonly string[] {
  const number = String(line)
  const lead = `  ${number} | `.length
  const end = at + endColumn - column
  const whole: Marked = [visible(text.slice(0, at)), visible(text.slice(at, end)), visible(text.slice(end))]
  const [before, marked, after] = columns === undefined ? whole : windowOn(whole, Math.max(NARROWEST, columns - 1 - lead))
  const blanks = before.replaceAll(/[^\t]+/g, (part) => ' '.repeat(widthOf(part)))
  return [
    `  ${paint('dim', `${number} |`)} ${before}${marked}${after}`,
    `  ${paint('dim', `${' '.repeat(number.length)} |`)} ${blanks}${paint(severity === 'error' ? 'red' : 'yellow', '^'.repeat(Math.max(1, widthOf(marked))))}`,
  ]
}

/** A line: what is before the marked text, that text, and what follows it. */
type Marked = readonly [before: string, marked: string, after: string]

/** Narrower than this, an excerpt tells nothing. */
const NARROWEST = 20

/** The part of a line around its marked place that a terminal has room for: what it breaks in two, nobody can follow the mark in. */
function windowOn([before, whole, after]: Marked, room: number): Marked {
  if (widthOf(before + whole + after) <= room) return [before, whole, after]
  const marked = headOf(whole, room - 2)
  const used = widthOf(before) + widthOf(marked)
  if (used < room) return [before, marked, `${headOf(whole.slice(marked.length) + after, room - 1 - used)}…`]
  const isCut = marked !== whole || after !== ''
  return [`…${tailOf(before, room - 2 - widthOf(marked))}`, marked, isCut ? '…' : '']
}

/**
 * All mistakes, and a last line that counts them.
 *
 * @param columns the terminal's width; absent where it is none
 */
export function formatIssues(issues: readonly Issue[], paint: Paint, columns?: number): string {
  if (issues.length === 0) return ''
  const errors = issues.filter(({ severity }) => severity === 'error').length
  const warnings = issues.length - errors
  const counted = [...(errors > 0 ? [count(errors, 'error')] : []), ...(warnings > 0 ? [count(warnings, 'warning')] : [])].join(' and ')
  return `${issues.map((issue) => formatIssue(issue, paint, columns)).join('\n')}\n${counted}\n`
}
