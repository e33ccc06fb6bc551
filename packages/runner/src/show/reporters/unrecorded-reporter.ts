import type { Output } from '../text/output.ts'
import { visible } from '../text/visible.ts'
import type { Reporter } from './reporter.ts'

/** Writes ids of tasks that are written down nowhere: what stdout goes to may be the same full disk. */
export function unrecordedReporter(stderr: Pick<Output, 'write'>): Reporter {
  return {
    event: (event) => {
      if (event.event === 'run.warning' && event.code === 'task-not-recorded') stderr.write(`${visible(event.message)}\n`)
    },
    end: () => undefined,
  }
}
