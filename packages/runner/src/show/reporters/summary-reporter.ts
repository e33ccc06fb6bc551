import { hanging } from '@shotlist/codegen/text'
import { count, durationText } from '../../errors/amounts.ts'
import type { Counts, RunEvent } from '../../run/run-event.ts'
import type { Output, Paint } from '../text/output.ts'
import { brief, visible } from '../text/visible.ts'
import { costText, kindText } from './amount-text.ts'
import type { Reporter } from './reporter.ts'

type Trouble = Extract<RunEvent, { event: 'job.failed' | 'job.uncertain' | 'job.blocked' }>
type Finished = Extract<RunEvent, { event: 'run.finished' }>

/** How many reasons of a kind are listed, and how many jobs of a reason; the others are counted. */
const LISTED = 20
const NAMED = 6

export type SummaryOptions = {
  readonly paint: Paint
  /** The command line that continues the run: `shotlist run launch.yaml`. */
  readonly command: string
  /** Whether workers go on with the run when it is interrupted. */
  readonly workersGoOn?: boolean
  /** The last line if something was rendered and nothing went wrong: where to see the clips. */
  readonly next?: string
  /** The words before the cost: a rehearsal spends nothing. */
  readonly spent: 'spent' | 'would cost'
  /** The name of a credit; undefined if providers count in different units. */
  readonly unit: string | undefined
}

type Out = Pick<Output, 'write'> & Partial<Output>

/** Writes the summary of a run: counts, cost, what went wrong and why, and how to continue. */
export function summaryReporter(out: Out, words: SummaryOptions): Reporter {
  const troubles = new Map<string, Trouble>()
  let finished: Finished | undefined
  return {
    event: (event) => {
      if (event.event === 'job.failed' || event.event === 'job.uncertain' || event.event === 'job.blocked') troubles.set(event.job, event)
      // A blocked job is done later if its take was picked meanwhile.
      if (event.event === 'job.done') troubles.delete(event.job)
      if (event.event === 'run.finished') finished = event
    },
    end: () => {
      if (finished === undefined) return
      out.write(`\n${headLine(finished, words)}\n`)
      for (const [title, kind] of TITLES) {
        out.write(
          listText(
            title,
            [...troubles.values()].filter(({ event }) => event === kind),
            { paint: words.paint, columns: out.isTTY ? out.columns : undefined },
          ),
        )
      }
      const next = nextStep(finished, words)
      if (next !== undefined) out.write(`\n${next}\n`)
    },
  }
}

const TITLES = [
  ['failed', 'job.failed'],
  ['uncertain', 'job.uncertain'],
  ['not submitted', 'job.blocked'],
] as const

function headLine(finished: Finished, { paint, spent, unit }: SummaryOptions): string {
  const { counts, seconds, outcome } = finished
  const tone = outcome === 'done' ? 'green' : outcome === 'failed' || outcome === 'auth' ? 'red' : 'yellow'
  return `${paint(tone, countsText(counts))} in ${durationText(seconds)}; ${spent} ${costText(finished, unit)}`
}

/** `3 done, 2 up to date, 1 failed`. */
export function countsText(counts: Counts): string {
  const { done, cached, failed, blocked, uncertain, waiting } = counts
  const parts = [
    [done, 'done'],
    [cached, 'up to date'],
    [failed, 'failed'],
    [blocked, 'blocked'],
    [uncertain, 'uncertain'],
    [waiting, 'waiting'],
  ] as const
  return (
    parts
      .filter(([amount]) => amount > 0)
      .map(([amount, word]) => `${amount.toLocaleString('en')} ${word}`)
      .join(', ') || 'nothing to do'
  )
}

type TextOptions = {
  readonly paint: Paint
  /** The terminal's width; undefined if it is not a terminal. */
  readonly columns: number | undefined
}

/** Each reason once, with its jobs. */
function listText(title: string, troubles: readonly Trouble[], options: TextOptions): string {
  if (troubles.length === 0) return ''
  const groups = [...Map.groupBy(troubles, reasonOf).values()]
  const shown = groups.slice(0, LISTED).map((group) => groupText(group, options))
  const more = groups.length > LISTED ? `  ... and ${groups.length - LISTED} more reasons (shotlist status lists all)\n` : ''
  return `\n${options.paint('bold', `${title}:`)}\n${shown.join('')}${more}`
}

function reasonOf(trouble: Trouble): string {
  return JSON.stringify([trouble.message, kindOf(trouble), hintOf(trouble)])
}

function kindOf(trouble: Trouble): string {
  return trouble.event === 'job.failed' ? kindText(trouble) : ''
}

function hintOf(trouble: Trouble): string | undefined {
  return 'hint' in trouble ? trouble.hint : undefined
}

function groupText(group: readonly Trouble[], { paint, columns }: TextOptions): string {
  const [first] = group
  if (first === undefined) return ''
  const names = group.slice(0, NAMED).map(({ job }) => visible(job))
  const who = group.length === 1 ? names[0] : count(group.length, 'clip')
  const reason = `${brief(first.message)} ${paint('dim', kindOf(first))}`.trimEnd()
  const lines = [hanging('  ', `${paint('bold', who ?? '')}: ${reason}`, columns)]
  if (group.length > 1)
    lines.push(hanging('    ', `${names.join(', ')}${group.length > NAMED ? ` and ${group.length - NAMED} more` : ''}`, columns))
  const hint = hintOf(first)
  if (hint !== undefined) lines.push(hanging(`    ${paint('dim', '=')} `, visible(hint), columns))
  return `${lines.join('\n')}\n`
}

function nextStep({ outcome, counts }: Finished, { command, next, workersGoOn = false }: SummaryOptions): string | undefined {
  switch (outcome) {
    case 'done':
      return counts.done > 0 ? next : undefined
    case 'interrupted':
      if (workersGoOn) return `Interrupted; the workers of the fleet go on. To follow them again: ${command}`
      return `Interrupted; everything is saved. Continue with: ${command}`
    case 'budget':
      return `Stopped by the budget; everything is saved. Raise the budget, then continue with: ${command}`
    case 'decision':
      return `Some jobs need your decision, see above. Then continue with: ${command}`
    case 'auth':
      return `The provider refused the API key. Correct it, then continue with: ${command}`
    case 'failed':
      return `Finished clips are kept. Continue with: ${command}`
  }
}
