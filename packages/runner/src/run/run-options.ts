import type { Clock, FetchLike, ProviderClient } from '@shotlist/core'
import type { Artifacts } from '../files/artifacts/artifact-store.ts'
import type { ProviderTime } from '../files/connections/provider-time.ts'
import type { FileHashes } from '../files/input-hashes.ts'
import type { Plan, PlannedProvider } from '../plan/plan.ts'
import type { StateFolder } from '../store/state-folder.ts'
import type { Sender } from './job/sending/sender.ts'
import type { TakePicker } from './job/take-picker.ts'
import type { PollPace } from './provider/delays.ts'
import type { Cost, RunEvent } from './run-event.ts'
import type { PlanSources } from './unchanged/stamp.ts'
import type { WebhookInbox } from './webhooks/webhook-inbox.ts'

/**
 * A provider's client, a name for its account in the journal (never the API key itself), and its clock. `sender`: what sends its submissions,
 * if this process does not.
 */
export type Connection = {
  readonly client: ProviderClient
  readonly account: string
  readonly time?: ProviderTime
  /** @internal not in the published types, because it names the inside of a run */
  readonly sender?: Sender
}

/** What a run is about to submit: the number of clips, and what they are expected to cost. */
export type Spending = {
  readonly clips: number
  readonly estimate: Cost
}

/** Called before anything is sent. `false` means that the user declines: the run ends. */
export type Confirm = (what: Spending) => Promise<boolean>

/** Whether a run may pay, and how the user agrees to it. */
export type SpendingPolicy = {
  /** If false, nothing is submitted: with --frozen, and in `pull`. */
  readonly mayPay: boolean
  readonly confirm?: Confirm
  /**
   * Called before anything is sent, if the submissions of the run may cost something. Set if the user cannot be asked and has not agreed
   * in advance.
   * @throws {UsageError}
   */
  readonly refuse?: (what: Spending) => never
}

/** Options of a run. */
export type RunOptions = {
  readonly plan: Plan
  readonly verb: string
  readonly state: StateFolder
  /** Path of the lockfile. Absent: the run keeps none. */
  readonly lockfile?: string
  /** Picked takes by group, valid for any render of the take: for a rehearsal, which renders all takes again. */
  readonly picks?: Readonly<Record<string, string>>
  /** Ids of all instances of the manifest. The plan may hold only a part of them; the lockfile keeps the entries of the others. */
  readonly manifestInstanceIds?: ReadonlySet<string>
  /** Stores finished files by content, and restores them. Absent: finished files are not stored. */
  readonly artifacts?: Artifacts
  /**
   * Connects to a provider that jobs need.
   * @throws {MissingKeyError} if it has no API key
   */
  readonly connect: (provider: PlannedProvider) => Connection
  readonly onEvent: (event: RunEvent) => void
  /** Aborts when the user stops the run: nothing more is submitted, and the state of all jobs is saved. */
  readonly signal: AbortSignal
  /** Absent: the run may pay without asking the user. */
  readonly policy?: SpendingPolicy
  /** Lets the user pick takes during the run, while jobs wait for their pick. Absent: jobs without a pick are left for the next run. */
  readonly takePicker?: TakePicker
  /** Ids of jobs or instances that are rendered again even if they are up to date. */
  readonly force?: ReadonlySet<string>
  /** Submit jobs without a known price under a budget too, although the budget cannot limit their cost. */
  readonly allowUnpriced?: boolean
  /** Submit nothing more after the first failure. */
  readonly failFast?: boolean
  /** Only fetch the files that the lockfile lists. Nothing is submitted, and the lockfile does not change. */
  readonly pull?: boolean
  /** Replace files that Shotlist did not write. The replaced files are kept beside the clips. */
  readonly overwrite?: boolean
  /** Treat outputs that were edited by hand as up to date. */
  readonly keepEdited?: boolean
  /** What the plan was made from, if it is the plan of the whole manifest. If the run leaves everything up to date, it keeps a stamp of that. */
  readonly sources?: PlanSources
  /** Before the run, delete the journal of this state folder and the files that earlier runs wrote. */
  readonly fresh?: boolean
  /** Hashes of the input files, if they are not in the manifest's folder. */
  readonly hashes?: FileHashes
  /** Options that commands need to find this run's records, for commands that messages name. */
  readonly commandOptions?: readonly string[]
  /** Called once after the user has agreed, before the first job starts. */
  readonly onStarted?: (run: { readonly options: RunOptions; readonly hashes: FileHashes }) => Promise<void>
  readonly clock?: Clock
  readonly random?: () => number
  /** Replaces the documents' poll schedules. */
  readonly pace?: PollPace
  /** Receives webhook deliveries during the run. Tasks with a webhook are polled less often. */
  readonly webhooks?: WebhookInbox
  /** Time limit of the run, in milliseconds. Jobs that are not finished by then are left for the next run. */
  readonly deadlineMs?: number
  /** Sends the requests of downloads. */
  readonly fetch?: FetchLike
  /** The first wait after a transient failure, in milliseconds. It doubles with each retry. Default: 1000. */
  readonly retryBaseMs?: number
}
