import { countOf } from '../text/count-of.ts'
import { createPaint, type Paint } from '../text/paint.ts'
import { visible } from '../text/visible.ts'
import { headOf, tailOf, widthOf } from '../text/width.ts'
import { hanging } from '../text/wrap.ts'
import type { PlacedIssue } from './issue.ts'

export type { PlacedIssue } from './issue.ts'

/** A mistake with the end of its mark and a suggestion, if they are known. */
type ShownIssue = PlacedIssue & { readonly endColumn?: number; readonly suggestion?: string }

export type FormatOptions = {
  /** ANSI colours. Default: none. */
  readonly color?: boolean
  /** The terminal's width; undefined if it is not a terminal: lines are neither wrapped nor cut. */
  readonly columns?: number | undefined
}

/** Mistakes for a terminal: `file:line:column: error: message (code)`, the line with the place marked, a suggestion, and a hint. */
export function formatIssues(issues: readonly ShownIssue[], { color = false, columns }: FormatOptions = {}): string {
  const paint = createPaint(color)
  return issues.map((issue) => formatIssue(issue, paint, columns)).join('\n')
}

/** `2 errors and 1 warning`. */
export function countIssues(issues: readonly ShownIssue[]): string {
  const errors = issues.filter(({ severity }) => severity === 'error').length
  const warnings = issues.length - errors
  return [...(errors > 0 ? [countOf(errors, 'error')] : []), ...(warnings > 0 ? [countOf(warnings, 'warning')] : [])].join(' and ')
}

function formatIssue(issue: ShownIssue, paint: Paint, columns: number | undefined): string {
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
  { line, column, endColumn = column + 1, severity }: ShownIssue,
  { text, at }: NonNullable<ShownIssue['excerpt']>,
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

/** With less room than this, no excerpt is shown. */
const NARROWEST = 20

/** The part of a line around its marked place that fits the terminal: in a wrapped line, the mark would be at the wrong place. */
function windowOn([before, whole, after]: Marked, room: number): Marked {
  if (widthOf(before + whole + after) <= room) return [before, whole, after]
  const marked = headOf(whole, room - 2)
  const used = widthOf(before) + widthOf(marked)
  if (used < room) return [before, marked, `${headOf(whole.slice(marked.length) + after, room - 1 - used)}…`]
  const isCut = marked !== whole || after !== ''
  return [`…${tailOf(before, room - 2 - widthOf(marked))}`, marked, isCut ? '…' : '']
}
