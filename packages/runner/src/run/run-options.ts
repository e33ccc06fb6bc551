import type { Clock, FetchLike, ProviderClient } from '@shotlist/core'
import type { Artifacts } from '../files/artifacts/artifact-store.ts'
import type { ProviderTime } from '../files/connections/provider-time.ts'
import type { Plan, PlannedProvider } from '../plan/plan.ts'
import type { StateFolder } from '../store/state-folder.ts'
import type { TakePicker } from './job/take-picker.ts'
import type { PollPace } from './provider/delays.ts'
import type { Cost, RunEvent } from './run-event.ts'
import type { PlanSources } from './unchanged/stamp.ts'
import type { WebhookInbox } from './webhooks/webhook-inbox.ts'

/** A provider's client, what tells its account apart in the journal (never the key itself), and its clock. */
export type Connection = { readonly client: ProviderClient; readonly account: string; readonly time?: ProviderTime }

/** What a run is about to submit. `unknown` counts the clips of which the price is not known. */
export type Spending = {
  readonly clips: number
  readonly estimate: Cost
}

/** Asked before anything is submitted; `false` ends the run with nothing sent. */
export type Confirm = (what: Spending) => Promise<boolean>

/** Whether a run may pay, and who agrees to it. */
export type SpendingPolicy = {
  /** False: nothing is submitted. With --frozen, and in `pull`. */
  readonly mayPay: boolean
  readonly confirm?: Confirm
  /**
   * Called where nobody can be asked and nobody agreed beforehand, before anything is sent that leads to a submission with a cost.
   * @throws {UsageError}
   */
  readonly refuse?: (what: Spending) => never
}

/** How a plan is run. */
export type RunOptions = {
  readonly plan: Plan
  readonly verb: string
  readonly state: StateFolder
  /** Path of the lockfile; absent: none is kept. */
  readonly lockfile?: string
  /** Takes that go on whatever render of them there is, by group: for a rehearsal, which renders all anew. */
  readonly picks?: Readonly<Record<string, string>>
  /** Ids of all instances of the manifest, of which the plan may hold a part: the lockfile keeps what it says of the others. */
  readonly manifestJobs?: ReadonlySet<string>
  /** Where finished files are kept by content, and had back from; absent: nowhere. */
  readonly artifacts?: Artifacts
  /**
   * Connects to a provider that jobs need.
   * @throws {MissingKeyError} there is no key for it
   */
  readonly connect: (provider: PlannedProvider) => Connection
  readonly onEvent: (event: RunEvent) => void
  /** Aborts when the user asks to stop: nothing more is submitted, and what is known is saved. */
  readonly signal: AbortSignal
  /** Absent: the run may pay, and nobody is asked. */
  readonly policy?: SpendingPolicy
  /** Where takes are picked while the run goes on: jobs wait there for their pick. Absent: what is not picked is left for the next run. */
  readonly takePicker?: TakePicker
  /** Ids of the jobs, or of their instances, to render whatever there is. */
  readonly force?: ReadonlySet<string>
  /** Submit what has no known price also under a budget, which cannot hold it back. */
  readonly allowUnpriced?: boolean
  /** Submit nothing more after the first failure. */
  readonly failFast?: boolean
  /** Only bring back the files of the lockfile, as it tells of them: nothing is submitted, and the lockfile stays as it is. */
  readonly pull?: boolean
  /** Replace files that Shotlist did not write; they are kept beside the clips. */
  readonly overwrite?: boolean
  /** Take outputs that were changed by hand for what was rendered. */
  readonly keepEdited?: boolean
  /** What the plan was made from, where it is the whole of its manifest: with it, a run after which everything is up to date is known again. */
  readonly sources?: PlanSources
  /** Forget everything earlier runs left in this state folder, and the files they wrote. */
  readonly fresh?: boolean
  readonly clock?: Clock
  readonly random?: () => number
  /** Replaces the documents' poll schedules. */
  readonly pace?: PollPace
  /** Takes deliveries while the run lasts: what is announced there is not polled for. */
  readonly webhooks?: WebhookInbox
  /** How long the run may take, in milliseconds. What is not finished then is left for the next run. */
  readonly deadlineMs?: number
  /** For downloads. */
  readonly fetch?: FetchLike
  /** The first wait after a refusal that may pass; doubles. Default: 1000. */
  readonly retryBaseMs?: number
}
