import { count } from '../../errors/amounts.ts'
import type { RunEvent } from '../../run/run-event.ts'
import { alignColumns } from '../text/columns.ts'
import { narrow } from '../text/narrow.ts'
import type { Output } from '../text/output.ts'
import type { Paint } from '../text/paint.ts'
import { visible } from '../text/visible.ts'
import { bytesText } from './event-line.ts'
import { ratioText } from './ratio-text.ts'
import type { Reporter } from './reporter.ts'

type Done = Extract<RunEvent, { event: 'job.done' }>

/** A table that nobody reads to its end is no table. */
const MOST_LISTED = 100

/** Lists the files of a run when it is over: name, size, ratio, length. */
export function filesReporter(out: Pick<Output, 'write'> & Partial<Output>, paint: Paint): Reporter {
  const files = new Map<string, Done>()
  return {
    event: (event) => {
      if (event.event === 'job.done' && event.file !== undefined) files.set(event.file, event)
    },
    end: () => {
      if (files.size > 0) out.write(`\n${tableOf(files, { paint, columns: out.isTTY ? out.columns : undefined })}`)
    },
  }
}

type TableOptions = {
  readonly paint: Paint
  /** The terminal's width; absent where it is none. */
  readonly columns: number | undefined
}

function tableOf(files: ReadonlyMap<string, Done>, { paint, columns }: TableOptions): string {
  const rows = [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MOST_LISTED)
    .map(([file, { width, height, seconds, bytes }]) => [
      visible(file),
      width === undefined || height === undefined ? '' : `${width}x${height}`,
      width === undefined || height === undefined ? '' : ratioText(width, height),
      seconds === undefined ? '' : `${seconds.toFixed(2)} s`,
      bytes === undefined ? '' : bytesText(bytes),
    ])
  const head = ['file', 'size', 'ratio', 'length', 'bytes'].map((title) => paint('dim', title))
  const more = files.size > MOST_LISTED ? `... and ${count(files.size - MOST_LISTED, 'file')} more\n` : ''
  const { rows: fitting, gone } = narrow([head, ...rows], { columns, dispensable: [4, 2] })
  return alignColumns(fitting, { right: gone.has(2) ? [2] : [3, 4] }) + more
}
