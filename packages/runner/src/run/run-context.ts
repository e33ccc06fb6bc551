import type { Clock } from '@shotlist/core'
import type { LimitFunction } from 'p-limit'
import type { InputHashes } from '../files/input-hashes.ts'
import type { Journal } from '../store/journal/journal.ts'
import type { ArtifactSharing } from './job/artifact-sharing.ts'
import type { StopReason } from './job/job-end.ts'
import type { BudgetLedger } from './prepare/budget.ts'
import type { ProviderSession } from './provider/provider-session.ts'
import type { Uploader } from './provider/uploader.ts'
import type { Emit } from './run-event.ts'
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
  /** Writes into the lockfile what may be at a provider: to be called before anything is sent. */
  markInFlight(): Promise<void>
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
