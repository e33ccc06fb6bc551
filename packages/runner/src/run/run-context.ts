import type { Clock } from '@shotlist/core'
import type { LimitFunction } from 'p-limit'
import type { InputHashes } from '../files/input-hashes.ts'
import type { Journal } from '../store/journal/journal.ts'
import type { ArtifactSharing } from './job/artifact-sharing.ts'
import type { BudgetLedger } from './prepare/budget.ts'
import type { InFlightMark } from './prepare/in-flight-mark.ts'
import type { ProviderSession } from './provider/provider-session.ts'
import type { Uploader } from './provider/uploader.ts'
import type { BlockReason, Emit } from './run-event.ts'
import type { RunOptions } from './run-options.ts'

/** What the jobs of one run share. */
export type RunContext = {
  readonly options: RunOptions
  readonly journal: Journal
  readonly hashes: InputHashes
  readonly uploads: Uploader
  readonly budget: BudgetLedger
  readonly clock: Clock
  readonly random: () => number
  readonly emit: Emit
  readonly downloads: LimitFunction
  /** What the lockfile is told before anything is sent. */
  readonly mark: InFlightMark
  readonly sharing: ArtifactSharing | undefined
  /** How the path of a file below the output folder is shown: relative to the manifest's folder. */
  shownPath(path: string): string
  /** The session of a provider; made when the first job needs it. */
  session(provider: string): ProviderSession
  /** Aborts when all work is to stop and be saved. */
  readonly working: AbortSignal
  /** Submits nothing more, anywhere; what is in flight is finished. */
  stopSubmitting(reason: StopReason): void
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
