import { count, durationText, usd } from '../../../errors/amounts.ts'
import type { Issue } from '../../../errors/issue.ts'
import { type DoneFile, doneFiles } from '../../../run/run-event.ts'
import { costText, ratioText } from '../amount-text.ts'
import { bytesText } from '../event-line.ts'
import type { Reporter } from '../reporter.ts'
import { type JobEndEvent, type ReportedRun, recordRun } from '../run-record.ts'
import { countsText } from '../summary-reporter.ts'
import { markdownText, markdownText as text } from './markdown-text.ts'

/** Writes a summary in Markdown at the end of the run; none if the run did not start. */
export function stepSummaryReporter(write: (markdown: string) => void, words: StepSummaryOptions): Reporter {
  const record = recordRun()
  return {
    event: record.note,
    end: () => {
      const markdown = stepSummary(record, words)
      if (markdown !== '') write(markdown)
    },
  }
}

/** How many mistakes a summary lists; the terminal lists all. */
const MISTAKES_LISTED = 50

/** A run that could not start, as GitHub-flavoured Markdown. */
export function failureSummary({ message, code, hint }: { message: string; code: string; hint?: string | undefined }): string {
  return `## ❌ ${markdownText(message)} (${markdownText(code)})\n${hint === undefined ? '' : `\n${markdownText(hint)}\n`}`
}

/** The mistakes of a manifest, as GitHub-flavoured Markdown. */
export function issuesSummary(issues: readonly Issue[]): string {
  const rows = issues.slice(0, MISTAKES_LISTED).map(({ file, line, column, message, suggestion, hint }) => {
    const advice = [...(suggestion === undefined ? [] : [`Did you mean ${suggestion}?`]), ...(hint === undefined ? [] : [hint])]
    const where = `${file}:${line}:${column}`
    return `| ${markdownText(where)} | ${[message, ...advice].map(markdownText).join('<br>')} |\n`
  })
  const rest = issues.length > MISTAKES_LISTED ? `\n... and ${issues.length - MISTAKES_LISTED} more.\n` : ''
  return `## ❌ The manifest has mistakes; nothing was sent\n\n| where | what |\n| --- | --- |\n${rows.join('')}${rest}`
}

type StepSummaryOptions = {
  /** The manifest, as the user names it. */
  readonly manifest: string
  /** The words before the cost: a rehearsal spends nothing. */
  readonly spent: 'spent' | 'would cost'
  /** The name of a credit; undefined if providers count in different units. */
  readonly unit?: string | undefined
  /** All instances in the order of the plan, each with the name of its job. */
  readonly instances: readonly { readonly id: string; readonly job: string }[]
  /** The budget of the run, in US dollars. */
  readonly budgetUsd?: number | undefined
}

/** How many rows of a table are shown; the others are counted. GitHub accepts summaries up to a megabyte. */
const SHOWN = 100

/** A finished run as GitHub-flavoured Markdown: how it ended, what it cost, job by job, what failed and why, and its files. */
function stepSummary(record: ReportedRun, words: StepSummaryOptions): string {
  const { started, finished } = record
  if (started === undefined || finished === undefined) return ''
  const ended = words.instances.flatMap(({ id, job }) => {
    const end = record.ends.get(id)
    return end === undefined ? [] : [{ job, end }]
  })
  const ends = ended.map(({ end }) => end)
  const budget = words.budgetUsd === undefined ? '' : `, of a budget of ${usd(words.budgetUsd)}`
  return [
    `## ${sign(finished.outcome)} ${text(started.name)}: ${countsText(finished.counts)}\n`,
    `${text(words.manifest)} ${words.spent} **${costText(finished, words.unit)}**${budget}, in ${durationText(finished.seconds)}.\n`,
    jobTable(ended),
    troubleTable('Failed', ends, 'job.failed'),
    troubleTable('Uncertain', ends, 'job.uncertain'),
    troubleTable('Not submitted', ends, 'job.blocked'),
    fileTable(ends.flatMap((end) => (end.event === 'job.done' ? doneFiles(end) : []))),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function sign(outcome: string): string {
  if (outcome === 'done') return '✅'
  return outcome === 'failed' || outcome === 'auth' ? '❌' : '⚠️'
}

function jobTable(ended: readonly { readonly job: string; readonly end: JobEndEvent }[]): string {
  const rows = [...Map.groupBy(ended, ({ job }) => job)].map(([job, members]) => {
    const group = members.map(({ end }) => end)
    const counted = (event: JobEndEvent['event']) => String(group.filter((end) => end.event === event).length || '')
    const paid = group.filter((end) => end.event === 'job.done')
    const credits = paid.reduce((sum, end) => sum + (end.credits ?? 0), 0)
    const unknown = paid.filter((end) => end.credits === undefined).length
    const other = String(group.filter(({ event }) => event === 'job.blocked' || event === 'job.uncertain').length || '')
    return [
      text(job),
      counted('job.done'),
      counted('job.cached'),
      counted('job.failed'),
      other,
      [
        ...(unknown === paid.length && unknown > 0 ? [] : [credits.toLocaleString('en', { maximumFractionDigits: 4 })]),
        ...(unknown > 0 ? [`${unknown} not known`] : []),
      ].join(', '),
    ]
  })
  return table(['job', 'done', 'up to date', 'failed', 'other', 'credits'], rows, { right: [1, 2, 3, 4, 5] })
}

function troubleTable(title: string, ends: readonly JobEndEvent[], event: 'job.failed' | 'job.uncertain' | 'job.blocked'): string {
  const troubles = ends.filter((end): end is Extract<JobEndEvent, { event: typeof event }> => end.event === event)
  if (troubles.length === 0) return ''
  const rows = troubles.map((trouble) => {
    const why = trouble.event === 'job.failed' ? ` (${text(trouble.class)}, ${text(trouble.code)})` : ''
    const hint = 'hint' in trouble && trouble.hint !== undefined ? `<br>${text(trouble.hint)}` : ''
    return [text(trouble.job), `${text(trouble.message)}${why}${hint}`]
  })
  return `### ${title}\n\n${table(['clip', 'why'], rows)}`
}

function fileTable(files: readonly DoneFile[]): string {
  if (files.length === 0) return ''
  const rows = files
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ file, width, height, seconds, bytes }) => [
      text(file),
      width === undefined || height === undefined ? '' : `${width}x${height} (${ratioText(width, height)})`,
      seconds === undefined ? '' : `${seconds.toFixed(2)} s`,
      bytes === undefined ? '' : bytesText(bytes),
    ])
  const body = table(['file', 'size', 'length', 'bytes'], rows, { right: [2, 3] })
  return `<details><summary>${count(files.length, 'file')} rendered</summary>\n\n${body}\n</details>\n`
}

function tableRow(cells: readonly string[]) {
  return `| ${cells.join(' | ')} |\n`
}

function table(head: readonly string[], rows: readonly (readonly string[])[], { right = [] }: { right?: readonly number[] } = {}): string {
  const rule = tableRow(head.map((_, index) => (right.includes(index) ? '---:' : '---')))
  const rest = rows.length > SHOWN ? `\n... and ${rows.length - SHOWN} more: \`shotlist status\` lists all.\n` : ''
  return `${tableRow(head)}${rule}${rows.slice(0, SHOWN).map(tableRow).join('')}${rest}`
}
