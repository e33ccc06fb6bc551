import type { Failure } from '../../job/failure.ts'
import type { JobRun } from './job-run.ts'

/** Says that a job failed and is tried again, `delayMs` from now. */
export function reportRetry({ context, id }: JobRun, { class: kind, code, message }: Failure, delayMs = 0): void {
  context.emit({ event: 'job.retry', job: id, class: kind, code, message, delay_seconds: Math.round(delayMs) / 1000 })
}
