import { durationText } from './duration-text.ts'
import { eventLine, type LineWords } from './event-line.ts'
import { Progress } from './live/progress.ts'
import type { Reporter } from './reporter.ts'

/** CI systems end jobs that say nothing for some minutes, and people begin to wonder earlier. */
const SILENCE_MS = 60_000

/** Line by line, for logs and pipes. What ends a job is numbered; after a minute without a line comes one that says what is under way. */
export function plainReporter(
  out: { write(text: string): unknown },
  { now, ...words }: LineWords & { readonly now: () => number },
): Reporter {
  const progress = new Progress(now)
  let timer: NodeJS.Timeout | undefined
  const write = (line: string) => {
    out.write(`${line}\n`)
    clearTimeout(timer)
    timer = setTimeout(sayAlive, SILENCE_MS).unref()
  }
  const sayAlive = () => write(aliveText(progress, now()))
  return {
    event: (event) => {
      progress.note(event)
      // What ends is told; twice as many lines would say nothing more.
      const line = event.event === 'job.submitted' ? undefined : eventLine(event, words)
      if (line !== undefined) write(`${ENDS.has(event.event) ? numberOf(progress) : ''}${line}`)
    },
    end: () => clearTimeout(timer),
  }
}

const ENDS: ReadonlySet<string> = new Set(['job.done', 'job.failed', 'job.blocked', 'job.uncertain'])

/** `[ 3/17] `. */
function numberOf({ ended, total }: Progress): string {
  const all = String(total)
  return `[${String(ended).padStart(all.length)}/${all}] `
}

const aliveText = (progress: Progress, nowMs: number): string =>
  `${numberOf(progress)}${progress.active} running, ${progress.waiting} waiting, after ${durationText(Math.floor((nowMs - progress.startedAtMs) / 1000))}`
