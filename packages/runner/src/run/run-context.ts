import type { Clock } from '@shotlist/core'
import type { LimitFunction } from 'p-limit'
import type { FileHashes } from '../files/input-hashes.ts'
import type { Journal } from '../store/journal/journal.ts'
import type { ArtifactSharing } from './job/artifact-sharing.ts'
import type { StopReason } from './job/job-end.ts'
import type { SpendingLedger } from './prepare/budget.ts'
import type { ProviderSession } from './provider/provider-session.ts'
import type { Uploader } from './provider/uploader.ts'
import type { Emit } from './run-event.ts'
import type { RunOptions } from './run-options.ts'

/** What the jobs of one run share. */
export type RunContext = {
  readonly options: RunOptions
  readonly journal: Journal
  readonly hashes: FileHashes
  readonly uploads: Uploader
  readonly budget: SpendingLedger
  readonly clock: Clock
  readonly random: () => number
  readonly emit: Emit
  readonly downloads: LimitFunction
  /** Writes the jobs that may be submitted into the lockfile. Call it before anything is sent. */
  markInFlight(): Promise<void>
  readonly sharing: ArtifactSharing | undefined
  /** Returns the path to show for a file below the output folder: relative to the manifest's folder. */
  shownPath(path: string): string
  /** The session of a provider; made when the first job needs it. */
  session(provider: string): ProviderSession
  /** Aborts when all jobs must stop and save their state. */
  readonly workSignal: AbortSignal
  /** Stops submissions at all providers. Tasks in flight finish. */
  stopSubmitting(reason: StopReason): void
}
