import type { FailureClass } from '../../errors/failure-classes.ts'
import type { Outputs, PlacedFiles } from '../../job/job-state.ts'
import type { BlockReason } from '../run-event.ts'

/** What other jobs use of a job that succeeded. `render` differs between renders of the same job. */
export type JobResult = { readonly outputs: Outputs; readonly render: string } & PlacedFiles

/**
 * How the work on a job instance ended in this run. `blocked` and `waiting`: this run did not finish it, and its task may still be in flight.
 * `blocked`: it had to be stopped or left out. `waiting`: a later run continues it as it is. The event `job.blocked` gives the reason of both,
 * except `interrupted`.
 */
export type JobEnd =
  | ({ readonly outcome: 'cached' | 'done' } & JobResult)
  /** `result`: other jobs can use its render, although its own file could not be placed. */
  | { readonly outcome: 'failed'; readonly class: FailureClass; readonly result?: JobResult }
  | { readonly outcome: 'uncertain' }
  | { readonly outcome: 'blocked' | 'waiting'; readonly reason: BlockReason }

/** The result that other jobs can use; undefined if there is none. */
export function resultOf(end: JobEnd | undefined): JobResult | undefined {
  return isSuccess(end) ? end : end?.outcome === 'failed' ? end.result : undefined
}

/** Whether the job is done and its file is in its place. */
export function isSuccess(end: JobEnd | undefined): end is Extract<JobEnd, { outcome: 'cached' | 'done' }> {
  return end?.outcome === 'cached' || end?.outcome === 'done'
}

/** Why work in a run was stopped: the reason of the run's abort signals. */
export class StopReason extends Error {
  override readonly name = 'StopReason'
  readonly reason: BlockReason
  /** The job whose failure stopped the work; undefined if it was not a failure. */
  readonly by: string | undefined

  constructor(reason: BlockReason, message: string, by?: string) {
    super(message)
    this.reason = reason
    this.by = by
  }
}
