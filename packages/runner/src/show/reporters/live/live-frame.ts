import { count, durationText, unitsBetween, usd, usdBetween } from '../../../errors/amounts.ts'
import { alignColumns, fit } from '../../text/columns.ts'
import type { Paint } from '../../text/output.ts'
import { visible } from '../../text/visible.ts'
import { kindText, spentText } from '../amount-text.ts'
import { type Progress, type RunningJob, type Trouble, WAITING } from './progress.ts'

export type FrameOptions = {
  readonly paint: Paint
  readonly nowMs: number
  /** Size of the terminal, in characters. */
  readonly columns: number
  readonly rows: number
  /** The name of a credit; undefined if providers count in different units. */
  readonly unit: string | undefined
  /** The worth of one unit in dollars; undefined if it is not known or not the same for all. */
  readonly usdPerUnit: number | undefined
  /** The words before the cost: a rehearsal spends nothing. */
  readonly spent: 'spent' | 'would cost'
  /** The user asked the run to stop. */
  readonly isStopping: boolean
}

/** How many jobs are shown at once, if the terminal has room; the others are counted. */
const MAX_JOBS = 12
const WIDEST_BAR = 48
/** The lines above the jobs, and the line of the cursor below the last. */
const OTHER_LINES = 6

/** The lines of the live view at one moment: the progress, the cost, the jobs that run, and the last failures. */
export function liveFrame(progress: Progress, options: FrameOptions): readonly string[] {
  const troubles = troubleLines(progress.troubles, options)
  const room = Math.max(1, Math.min(MAX_JOBS, options.rows - OTHER_LINES - troubles.length))
  return [
    headLine(progress, options),
    barLine(progress, options),
    moneyLine(progress, options),
    '',
    ...jobLines(progress.running, room, options),
    ...troubles,
  ]
}

function headLine({ name, done, cached, failed, held, active, waiting }: Progress, { paint }: FrameOptions): string {
  const parts = [
    [done, 'done', 'green'],
    [cached, 'up to date', 'green'],
    [failed, 'failed', 'red'],
    [held, 'held back', 'yellow'],
    [active, 'running', 'cyan'],
    [waiting, 'waiting', 'dim'],
  ] as const
  const counts = parts.filter(([amount]) => amount > 0).map(([amount, word, style]) => paint(style, `${plainNumber(amount)} ${word}`))
  return `${paint('bold', visible(name))}  ${counts.join(paint('dim', ', '))}`
}

function barLine(progress: Progress, options: FrameOptions): string {
  const { paint, columns, nowMs } = options
  const { total, ended } = progress
  const share = total === 0 ? 0 : ended / total
  const left = options.isStopping
    ? undefined
    : timeLeftMs({
        ended: ended - progress.cached,
        running: progress.active,
        waiting: progress.waiting,
        elapsedMs: nowMs - progress.startedAtMs,
      })
  const rest = left === undefined ? '' : `, about ${wholeSeconds(left)} left`
  const words = `${String(Math.floor(share * 100)).padStart(3)} %  ${paint('dim', `${wholeSeconds(nowMs - progress.startedAtMs)}${rest}`)}`
  return `${bar(progress, Math.max(10, Math.min(WIDEST_BAR, columns - 40)), paint)}  ${words}`
}

/** A progress bar: thick for jobs that have ended, red for those that failed. */
function bar({ total, ended, failed, held }: Progress, width: number, paint: Paint): string {
  const cells = (jobs: number) => (total === 0 ? 0 : Math.floor((jobs / total) * width))
  const full = cells(ended)
  const bad = ended === 0 ? 0 : Math.min(full, Math.ceil(((failed + held) / ended) * full))
  return paint('green', '━'.repeat(full - bad)) + paint('red', '━'.repeat(bad)) + paint('dim', '─'.repeat(width - full))
}

/** `spent 225 of about 765 credits ($2.25 of $7.65)`. */
function moneyLine({ credits, estimate }: Progress, { paint, unit, usdPerUnit, spent, isStopping }: FrameOptions): string {
  if (isStopping) return `${paint('yellow', 'stopping')}: tasks in flight are saved; Ctrl-C again ends at once`
  const worth = credits * (usdPerUnit ?? 0)
  const { most = estimate } = estimate
  const isSimple = unit !== undefined && most.credits > 0
  const inUsd = usdPerUnit === undefined ? '' : ` (${usd(worth)} of ${usdBetween(estimate.usd, most.usd)})`
  const amount = isSimple
    ? `${plainNumber(credits)} of about ${unitsBetween(estimate.credits, most.credits, unit)}${inUsd}`
    : spentText({ credits, usd: worth }, unit)
  const unknown = estimate.unknown === 0 ? '' : `; ${count(estimate.unknown, 'clip')} of unknown price`
  return paint('dim', `${spent} ${amount}${unknown}`)
}

function plainNumber(amount: number): string {
  return amount.toLocaleString('en', { maximumFractionDigits: 4 })
}

function jobLines(running: ReadonlyMap<string, RunningJob>, room: number, { paint, nowMs }: FrameOptions): readonly string[] {
  // The last line is for the count of the others.
  const shown = running.size > room ? room - 1 : running.size
  const rows: string[][] = []
  for (const [job, { state, sinceMs, progress }] of waitingLast(running)) {
    if (rows.length === shown) break
    const share = progress === undefined ? '' : paint('dim', `  ${Math.round(progress * 100)} %`)
    rows.push([paint(toneOf(state), state.padEnd(11)), paint('dim', wholeSeconds(nowMs - sinceMs).padStart(10)), `${visible(job)}${share}`])
  }
  const lines = alignColumns(rows, { indent: 2 }).split('\n').slice(0, -1)
  return running.size > shown ? [...lines, paint('dim', `  and ${(running.size - shown).toLocaleString('en')} more`)] : lines
}

/** All running jobs, with those that wait for a retry last. */
function* waitingLast(running: ReadonlyMap<string, RunningJob>): Iterable<readonly [string, RunningJob]> {
  for (const entry of running) if (entry[1].state !== WAITING) yield entry
  for (const entry of running) if (entry[1].state === WAITING) yield entry
}

function toneOf(state: string): 'cyan' | 'green' | 'yellow' | 'dim' {
  if (state === WAITING) return 'yellow'
  if (state === 'downloading' || state === 'stored') return 'green'
  return state === 'rendering' ? 'cyan' : 'dim'
}

function troubleLines(troubles: readonly Trouble[], { paint, columns, rows }: FrameOptions): readonly string[] {
  // On a low terminal, the jobs that run matter more.
  if (troubles.length === 0 || rows < 14) return []
  const lines = troubles.map((trouble) => {
    const kind = trouble.event === 'job.failed' ? ` ${kindText(trouble)}` : ''
    const word =
      trouble.event === 'job.failed' ? paint('red', 'failed     ') : paint('yellow', trouble.event.slice('job.'.length).padEnd(11))
    return fit(`  ${word}  ${visible(trouble.job)}: ${visible(trouble.message.replaceAll(/[\n\t]/g, ' '))}${kind}`, columns - 1)
  })
  return ['', ...lines]
}

/** Whole seconds: tenths would flicker. */
function wholeSeconds(ms: number): string {
  return durationText(Math.max(0, Math.floor(ms / 1000)))
}

/** The counts from which the remaining time is estimated. */
type Pace = {
  /** Jobs that ended in this run, without those that were up to date. */
  readonly ended: number
  readonly running: number
  /** Jobs that have not started. */
  readonly waiting: number
  readonly elapsedMs: number
}

/** With fewer ended jobs, an estimate would be a guess. */
const FEWEST_ENDED = 2

/** Remaining time at the pace so far, in milliseconds; undefined while too little is known. Running jobs count as half done. */
export function timeLeftMs({ ended, running, waiting, elapsedMs }: Pace): number | undefined {
  if (ended < FEWEST_ENDED || elapsedMs <= 0) return undefined
  const done = ended + running / 2
  const left = waiting + running / 2
  return (elapsedMs * left) / done
}
