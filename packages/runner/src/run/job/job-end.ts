import type { FailureClass } from '../../errors/failure-classes.ts'
import type { Outputs, PlacedFile } from '../../job/job-state.ts'
import type { BlockReason } from '../run-event.ts'

/** What others take from a job that succeeded. `taskId` names the render: another render of the same job has another. */
export type JobResult = { readonly outputs: Outputs; readonly render: string; readonly file?: PlacedFile }

/**
 * How a job instance ended in this run. `waiting`: not ended, and resumable.
 */
export type JobEnd =
  | ({ readonly status: 'cached' | 'done' } & JobResult)
  /** `result`: its render is there for others; only its own file is not in its place. */
  | { readonly status: 'failed'; readonly class: FailureClass; readonly result?: JobResult }
  | { readonly status: 'uncertain' }
  | { readonly status: 'blocked' | 'waiting'; readonly reason: BlockReason }

/** What others may go on with; undefined where there is nothing. */
export function resultOf(end: JobEnd | undefined): JobResult | undefined {
  return isSuccess(end) ? end : end?.status === 'failed' ? end.result : undefined
}

/** Whether it is done, with its file in its place. */
export function isSuccess(end: JobEnd | undefined): end is Extract<JobEnd, { status: 'cached' | 'done' }> {
  return end?.status === 'cached' || end?.status === 'done'
}

/** Why work was called off: the reason that abort signals carry within a run. */
export class StopReason extends Error {
  override readonly name = 'StopReason'
  readonly reason: BlockReason
  /** The job whose failure it was, where it was one. */
  readonly by: string | undefined

  constructor(reason: BlockReason, message: string, by?: string) {
    super(message)
    this.reason = reason
    this.by = by
  }
}
