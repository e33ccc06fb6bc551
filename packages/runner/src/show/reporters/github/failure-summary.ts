import type { Issue } from '../../../errors/issue.ts'
import { markdownText } from './markdown-text.ts'

/** Mistakes that are told in a summary; all of them are on the terminal. */
const TOLD = 50

/** A run that could not begin, as GitHub-flavoured Markdown. */
export function failureSummary({ message, code, hint }: { message: string; code: string; hint?: string | undefined }): string {
  return `## ❌ ${markdownText(message)} (${markdownText(code)})\n${hint === undefined ? '' : `\n${markdownText(hint)}\n`}`
}

/** The mistakes of a manifest, as GitHub-flavoured Markdown. */
export function issuesSummary(issues: readonly Issue[]): string {
  const rows = issues.slice(0, TOLD).map(({ file, line, column, message, suggestion, hint }) => {
    const advice = [...(suggestion === undefined ? [] : [`Did you mean ${suggestion}?`]), ...(hint === undefined ? [] : [hint])]
    const where = `${file}:${line}:${column}`
    return `| ${markdownText(where)} | ${[message, ...advice].map(markdownText).join('<br>')} |\n`
  })
  const rest = issues.length > TOLD ? `\n... and ${issues.length - TOLD} more.\n` : ''
  return `## ❌ The manifest has mistakes; nothing was sent\n\n| where | what |\n| --- | --- |\n${rows.join('')}${rest}`
}
