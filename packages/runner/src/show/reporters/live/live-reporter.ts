import type { RunEvent } from '../../../run/run-event.ts'
import type { Output } from '../../text/output.ts'
import { eventLine } from '../event-line.ts'
import type { Reporter } from '../reporter.ts'
import { type FrameOptions, liveFrame } from './live-frame.ts'
import { Progress } from './progress.ts'
import { Screen } from './screen.ts'

/** Often enough to look alive; what did not change is not written again. */
const REDRAW_MS = 120

export type LiveWords = Pick<FrameOptions, 'paint' | 'unit' | 'usdPerUnit' | 'spent'> & {
  readonly now: () => number
  /** Aborted when the user asks the run to stop. */
  readonly signal: AbortSignal
}

/** A calm view on a terminal: one block of lines that says how far the run is. Only warnings stay above it; the summary tells the rest. */
export function liveReporter(out: Output, { now, signal, ...words }: LiveWords): Reporter {
  const progress = new Progress(now)
  const warned = new Set<string>()
  let screen: Screen | undefined
  let timer: NodeJS.Timeout | undefined

  const draw = () => {
    const { columns = 80, rows = 24 } = out
    screen?.draw(liveFrame(progress, { ...words, nowMs: now(), columns, rows, isStopping: signal.aborted }))
  }
  // Not before something happens: a question may be asked first.
  const begin = (): Screen => {
    timer ??= setInterval(draw, REDRAW_MS).unref()
    screen ??= new Screen(out)
    return screen
  }

  return {
    event: (event) => {
      progress.note(event)
      const shown = begin()
      const line = isWarning(event) ? eventLine(event, words) : undefined
      if (line === undefined || warned.has(warningOf(event))) return
      warned.add(warningOf(event))
      shown.print(line)
    },
    end: () => {
      clearInterval(timer)
      screen?.close()
    },
  }
}

const isWarning = (event: RunEvent): boolean => event.event === 'run.warning' || (event.event === 'job.state' && event.known === false)

/** A state that no document knows is told of once, however many tasks are in it. */
const warningOf = (event: RunEvent): string => (event.event === 'job.state' ? `state ${event.raw}` : JSON.stringify({ ...event, at: '' }))
