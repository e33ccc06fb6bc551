import { widthOf } from '@shotlist/codegen/text'
import type { RunEvent } from '../../../run/run-event.ts'
import { fit } from '../../text/columns.ts'
import type { Output } from '../../text/output.ts'
import { eventLine } from '../event-line.ts'
import type { Reporter } from '../reporter.ts'
import { type FrameOptions, liveFrame } from './live-frame.ts'
import { Progress } from './progress.ts'

/** Often enough to look alive; what did not change is not written again. */
const REDRAW_MS = 120

export type LiveOptions = Pick<FrameOptions, 'paint' | 'unit' | 'usdPerUnit' | 'spent'> & {
  readonly now: () => number
  /** Aborted when the user asks the run to stop. */
  readonly signal: AbortSignal
}

/** A calm view on a terminal: one block of lines that says how far the run is. Only warnings stay above it; the summary tells the rest. */
export function liveReporter(out: Output, { now, signal, ...words }: LiveOptions): Reporter {
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

function isWarning(event: RunEvent): boolean {
  return event.event === 'run.warning' || (event.event === 'job.state' && event.known === false)
}

/** A state that no document knows is told of once, however many tasks are in it. */
function warningOf(event: RunEvent): string {
  return event.event === 'job.state' ? `state ${event.raw}` : JSON.stringify({ ...event, at: '' })
}

const ESC = '\u001B['
const HIDE_CURSOR = `${ESC}?25l`
const SHOW_CURSOR = `${ESC}?25h`
/** Terminals that know it show a frame at once, without flicker; others ignore it. */
const BEGIN_FRAME = `${ESC}?2026h`
const END_FRAME = `${ESC}?2026l`
/**
 * A terminal can be narrower than it says for a moment. Lines that it does not break leave the cursor in the row that it is thought to be in,
 * so that the next frame finds the first line again. Only within a frame: a killed process must not leave a terminal that breaks no lines.
 */
const BREAK_LINES = `${ESC}?7h`
const CUT_LINES = `${ESC}?7l`
const ERASE_BELOW = `${ESC}0J`
const ERASE_REST_OF_LINE = `${ESC}K`

/** To the first column as well: what is typed meanwhile, as `^C`, is echoed and moves the cursor. */
function up(rows: number): string {
  return rows === 0 ? '' : `\r${ESC}${rows}A`
}
function down(rows: number): string {
  return rows === 0 ? '' : `${ESC}${rows}B`
}

/**
 * The last lines of a terminal, which are drawn over and over, and the lines that scroll by above them. Between draws the cursor stands
 * below the last line. Only lines that differ from what is shown are written.
 */
export class Screen {
  readonly #out: Output
  #drawn: readonly string[] = []
  /** Width of the terminal at the last draw. */
  #columns: number
  #isOpen = true
  readonly #restore = () => this.close()

  constructor(out: Output) {
    this.#out = out
    this.#columns = columnsOf(out)
    out.write(HIDE_CURSOR)
    // However the process ends, the cursor must come back.
    process.once('exit', this.#restore)
  }

  /** Writes a line that stays, above those that change. */
  print(line: string): void {
    if (!this.#isOpen) return
    this.#frame(`${this.#erased()}${BREAK_LINES}${line}\n${CUT_LINES}${this.#drawn.map((text) => `${text}\n`).join('')}`)
    this.#columns = columnsOf(this.#out)
  }

  /** Replaces the lines that change. */
  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return
    const columns = columnsOf(this.#out)
    // A line that the terminal breaks in two would count as one when the next frame goes up.
    const fitting = lines.map((line) => fit(line, columns - 1))
    this.#frame(columns === this.#columns ? this.#changes(fitting) : `${this.#erased()}${fitting.map((line) => `${line}\n`).join('')}`)
    this.#drawn = fitting
    this.#columns = columns
  }

  /** Removes the lines that change and gives the cursor back. */
  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    process.off('exit', this.#restore)
    this.#out.write(`${this.#erased()}${SHOW_CURSOR}`)
  }

  #frame(text: string): void {
    if (text !== '') this.#out.write(`${BEGIN_FRAME}${CUT_LINES}${text}${BREAK_LINES}${END_FRAME}`)
  }

  /** What leads from the lines that are shown to these. */
  #changes(lines: readonly string[]): string {
    const old = this.#drawn
    const first = lines.findIndex((line, index) => line !== old[index])
    if (first === -1 && lines.length === old.length) return ''
    let text = up(old.length)
    let skipped = 0
    for (const [index, line] of lines.entries()) {
      if (line === old[index]) {
        skipped += 1
        continue
      }
      text += `${down(skipped)}${line}${index < old.length ? ERASE_REST_OF_LINE : ''}\n`
      skipped = 0
    }
    text += down(skipped)
    return lines.length < old.length ? `${text}${ERASE_BELOW}` : text
  }

  /** Goes up to the first line that changes, and erases everything from there on. Lines drawn for a wider terminal were broken by it. */
  #erased(): string {
    if (this.#drawn.length === 0) return ''
    const columns = columnsOf(this.#out)
    const rows = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0)
    return `${up(rows)}${ERASE_BELOW}`
  }
}

function columnsOf({ columns = 80 }: Output): number {
  return Math.max(8, columns)
}
