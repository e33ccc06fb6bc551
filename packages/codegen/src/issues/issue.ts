/** One mistake in a document, with the place it stands at. */
export type Issue = {
  /** Stable, kebab-case name of the rule that found it (`unknown-type`). */
  readonly code: string
  /** An `error` stops the document from being used, a `warning` does not. */
  readonly severity: 'error' | 'warning'
  /** As it was given, or relative to the document that refers to it. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** JSON pointer of the place within its file. */
  readonly pointer: string
  /** What is wrong, one sentence. */
  readonly message: string
  /** What to do about it. */
  readonly hint?: string
  /** The source line (a part of it, where it is long), and where in it the mistake begins (from 0). */
  readonly excerpt?: { readonly text: string; readonly at: number }
}

export type FormatOptions = {
  /** ANSI colours. Default: none. */
  readonly color?: boolean
}

type Paint = (text: string) => string

/**
 * Issues as a terminal shows them: `file:line:column: error: message (code)`, the source line with a caret under the mistake, and the hint.
 */
export function formatIssues(issues: readonly Issue[], options: FormatOptions = {}): string {
  return issues.map((issue) => formatIssue(issue, options.color === true)).join('\n')
}

function formatIssue(issue: Issue, color: boolean): string {
  const paint = (code: string): Paint => (color ? (text) => `\u001B[${code}m${text}\u001B[0m` : (text) => text)
  const tone = issue.severity === 'error' ? paint('31') : paint('33')
  const bold = paint('1')
  const dim = paint('2')
  const lines = [
    `${bold(visible(`${issue.file}:${issue.line}:${issue.column}:`))} ${tone(`${issue.severity}:`)} ${visible(issue.message)} ${dim(`(${issue.code})`)}`,
  ]
  if (issue.excerpt !== undefined) {
    const margin = String(issue.line)
    const before = issue.excerpt.text.slice(0, issue.excerpt.at).replaceAll(/[^\t]/g, ' ')
    lines.push(`${dim(`  ${margin} |`)} ${visible(issue.excerpt.text)}`, `${dim(`  ${' '.repeat(margin.length)} |`)} ${before}${tone('^')}`)
  }
  if (issue.hint !== undefined) lines.push(`  ${dim('=')} ${visible(issue.hint)}`)
  return `${lines.join('\n')}\n`
}

/** A document must not be able to move the cursor of the terminal it is shown on, or to begin a line there. */
function visible(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  return text.replaceAll(/[\u0000-\u0008\u000A-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]/g, (sign) => (sign === '\n' ? '↵' : '\uFFFD'))
}
