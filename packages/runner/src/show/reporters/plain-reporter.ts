import { count, durationText } from '../../errors/amounts.ts'
import { type DoneFile, doneFiles } from '../../run/run-event.ts'
import { alignColumns, narrow } from '../text/columns.ts'
import type { Output, Paint } from '../text/output.ts'
import { jsonText } from '../text/print-json.ts'
import { visible } from '../text/visible.ts'
import { ratioText } from './amount-text.ts'
import { bytesText, eventLine, type LineOptions } from './event-line.ts'
import { Progress } from './live/progress.ts'
import type { Reporter } from './reporter.ts'

/** After this time without output a line is written: CI systems end jobs that are silent for some minutes. */
const SILENCE_MS = 60_000

const STOPPING = `stopping: nothing more is sent, and tasks in flight are saved. Submissions wait up to a minute for their response.
  A second signal (Ctrl-C) ends at once: the next run then repeats such a submission with its key, or it is uncertain.`

const STOPPING_TO_FOLLOW = 'stopping to follow the run: the workers of the fleet go on with it'

/** Writes line by line, for logs and pipes. Lines that end a job are numbered; after a silent minute a line shows the progress. */
export function plainReporter(
  out: { write(text: string): unknown },
  {
    now,
    signal,
    workersGoOn = false,
    ...words
  }: LineOptions & { readonly now: () => number; readonly signal?: AbortSignal; readonly workersGoOn?: boolean },
): Reporter {
  const progress = new Progress(now)
  let timer: NodeJS.Timeout | undefined
  const write = (line: string) => {
    out.write(`${line}\n`)
    clearTimeout(timer)
    timer = setTimeout(writeProgress, SILENCE_MS).unref()
  }
  const writeProgress = () => write(aliveText(progress, now()))
  const sayStopping = () => write(workersGoOn ? STOPPING_TO_FOLLOW : STOPPING)
  signal?.addEventListener('abort', sayStopping, { once: true })
  return {
    event: (event) => {
      progress.note(event)
      // Submissions are left out: each job has a line when it ends.
      const line = event.event === 'job.submitted' ? undefined : eventLine(event, words)
      if (line !== undefined) write(`${ENDS.has(event.event) ? numberOf(progress) : ''}${line}`)
    },
    end: () => {
      signal?.removeEventListener('abort', sayStopping)
      clearTimeout(timer)
    },
  }
}

const ENDS: ReadonlySet<string> = new Set(['job.done', 'job.failed', 'job.blocked', 'job.uncertain'])

/** `[ 3/17] `. */
function numberOf({ ended, total }: Progress): string {
  const all = String(total)
  return `[${String(ended).padStart(all.length)}/${all}] `
}

function aliveText(progress: Progress, nowMs: number): string {
  return `${numberOf(progress)}${progress.active} running, ${progress.waiting} waiting, after ${durationText(Math.floor((nowMs - progress.startedAtMs) / 1000))}`
}

/** One event a line, as JSON (`--json`): https://github.com/ndjson/ndjson-spec. */
export function jsonReporter(stdout: { write(text: string): unknown }): Reporter {
  return {
    event: (event) => stdout.write(`${jsonText(event)}\n`),
    end: () => undefined,
  }
}

/** Writes to stderr the ids of tasks that could not be recorded: stdout may go to the same full disk. */
export function unrecordedReporter(stderr: Pick<Output, 'write'>): Reporter {
  return {
    event: (event) => {
      if (event.event === 'run.warning' && event.code === 'task-not-recorded') stderr.write(`${visible(event.message)}\n`)
    },
    end: () => undefined,
  }
}

/** At most this many files are listed. */
const MAX_LISTED = 100

/** Lists the files of a run at its end: name, size, ratio, length. */
export function filesReporter(out: Pick<Output, 'write'> & Partial<Output>, paint: Paint): Reporter {
  const files = new Map<string, DoneFile>()
  return {
    event: (event) => {
      if (event.event === 'job.done') for (const file of doneFiles(event)) files.set(file.file, file)
    },
    end: () => {
      if (files.size > 0) out.write(`\n${tableOf(files, { paint, columns: out.isTTY ? out.columns : undefined })}`)
    },
  }
}

type TableOptions = {
  readonly paint: Paint
  /** The terminal's width; undefined if it is not a terminal. */
  readonly columns: number | undefined
}

function tableOf(files: ReadonlyMap<string, DoneFile>, { paint, columns }: TableOptions): string {
  const rows = [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MAX_LISTED)
    .map(([file, { width, height, seconds, bytes }]) => [
      visible(file),
      width === undefined || height === undefined ? '' : `${width}x${height}`,
      width === undefined || height === undefined ? '' : ratioText(width, height),
      seconds === undefined ? '' : `${seconds.toFixed(2)} s`,
      bytes === undefined ? '' : bytesText(bytes),
    ])
  const head = ['file', 'size', 'ratio', 'length', 'bytes'].map((title) => paint('dim', title))
  const more = files.size > MAX_LISTED ? `... and ${count(files.size - MAX_LISTED, 'file')} more\n` : ''
  const { rows: fitting, gone } = narrow([head, ...rows], { columns, dispensable: [4, 2] })
  return alignColumns(fitting, { right: gone.has(2) ? [2] : [3, 4] }) + more
}
