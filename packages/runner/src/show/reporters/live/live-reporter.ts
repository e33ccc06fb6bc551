import { widthOf } from '@shotlist/codegen/text'
import type { RunEvent } from '../../../run/run-event.ts'
import { fit } from '../../text/columns.ts'
import type { Output } from '../../text/output.ts'
import { eventLine } from '../event-line.ts'
import type { Reporter } from '../reporter.ts'
import { type FrameOptions, liveFrame } from './live-frame.ts'
import { Progress } from './progress.ts'

/** Often enough for a smooth view; lines that did not change are not written again. */
const REDRAW_MS = 120

export type LiveOptions = Pick<FrameOptions, 'paint' | 'unit' | 'usdPerUnit' | 'spent'> & {
  readonly now: () => number
  /** Aborted when the user asks the run to stop. */
  readonly signal: AbortSignal
}

/** The live view on a terminal: one block of lines with the progress. Only warnings stay above it; the summary has the rest. */
export function liveReporter(out: Output, { now, signal, ...words }: LiveOptions): Reporter {
  const progress = new Progress(now)
  const warned = new Set<string>()
  let screen: Screen | undefined
  let timer: NodeJS.Timeout | undefined

  const draw = () => {
    const { columns = 80, rows = 24 } = out
    screen?.draw(liveFrame(progress, { ...words, nowMs: now(), columns, rows, isStopping: signal.aborted }))
  }
  // The view opens with the first event: before that, the command may ask a question.
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

/** What makes warnings equal: an unknown state is reported once, whatever the number of its tasks. */
function warningOf(event: RunEvent): string {
  return event.event === 'job.state' ? `state ${event.raw}` : JSON.stringify({ ...event, at: '' })
}

const ESC = '\u001B['
const HIDE_CURSOR = `${ESC}?25l`
const SHOW_CURSOR = `${ESC}?25h`
/** Synchronized output: terminals that support it show a frame at once, without flicker; others ignore it. */
const BEGIN_FRAME = `${ESC}?2026h`
const END_FRAME = `${ESC}?2026l`
/**
 * Line wrap, off within a frame: a terminal may be narrower for a moment than it says, and a wrapped line would put the cursor in another
 * row than the next frame expects. On again after each frame, so that a killed process does not leave it off.
 */
const WRAP_ON = `${ESC}?7h`
const WRAP_OFF = `${ESC}?7l`
const ERASE_BELOW = `${ESC}0J`
const ERASE_REST_OF_LINE = `${ESC}K`

/** Moves to the first column as well: keys typed meanwhile, such as `^C`, are echoed and move the cursor. */
function up(rows: number): string {
  return rows === 0 ? '' : `\r${ESC}${rows}A`
}
function down(rows: number): string {
  return rows === 0 ? '' : `${ESC}${rows}B`
}

/**
 * The last lines of a terminal, which are redrawn, and the lines that stay above them. Between draws the cursor is below the last line.
 * Only lines that changed are written.
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
    // The cursor must be shown again however the process ends.
    process.once('exit', this.#restore)
  }

  /** Writes a line that stays, above the redrawn ones. */
  print(line: string): void {
    if (!this.#isOpen) return
    this.#frame(`${this.#erased()}${WRAP_ON}${line}\n${WRAP_OFF}${this.#drawn.map((text) => `${text}\n`).join('')}`)
    this.#columns = columnsOf(this.#out)
  }

  /** Replaces the redrawn lines. */
  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return
    const columns = columnsOf(this.#out)
    // A line that the terminal wraps takes two rows, and the next frame would move up only one.
    const fitting = lines.map((line) => fit(line, columns - 1))
    this.#frame(columns === this.#columns ? this.#changes(fitting) : `${this.#erased()}${fitting.map((line) => `${line}\n`).join('')}`)
    this.#drawn = fitting
    this.#columns = columns
  }

  /** Removes the redrawn lines and shows the cursor. */
  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    process.off('exit', this.#restore)
    this.#out.write(`${this.#erased()}${SHOW_CURSOR}`)
  }

  #frame(text: string): void {
    if (text !== '') this.#out.write(`${BEGIN_FRAME}${WRAP_OFF}${text}${WRAP_ON}${END_FRAME}`)
  }

  /** The output that turns the shown lines into these. */
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

  /** Moves up to the first redrawn line and erases from there. Lines drawn for a wider terminal take several rows. */
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
