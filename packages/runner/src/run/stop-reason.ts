import type { BlockReason } from './run-event.ts'

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
