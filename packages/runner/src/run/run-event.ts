import type { FailureClass } from '../errors/failure-classes.ts'
import type { JobProgress } from '../job/status.ts'

/** How many job instances ended how. */
export type Counts = {
  readonly done: number
  readonly cached: number
  readonly failed: number
  readonly blocked: number
  readonly uncertain: number
  /** Not ended, and resumable: interrupted, stopped by the budget, or waiting for a pick. */
  readonly waiting: number
}

/** How a run ended; the exit status follows from it. */
export type Outcome = 'done' | 'failed' | 'budget' | 'decision' | 'auth' | 'interrupted'

/** Why a job was not submitted. */
export type BlockReason =
  | 'dependency'
  | 'budget'
  | 'auth'
  | 'quota'
  | 'moderation'
  | 'pick'
  | 'fail-fast'
  | 'deadline'
  | 'interrupted'
  | 'frozen'
  | 'store'
  | 'in-flight'

/** Money, by unit and in USD as far as the rates are known. */
export type Spent = { readonly credits: number; readonly usd: number }

/** What is known of a cost, and for how many submissions it is not known. */
export type Cost = Spent & {
  readonly unknown: number
  /** What it comes to at the most, where it is only known within bounds. */
  readonly most?: Spent
}

type Body =
  | {
      readonly event: 'run.started'
      readonly name: string
      readonly manifest: string
      readonly jobs: number
      /** Instances that need nothing; those that go on from an earlier run; those that will be submitted. */
      readonly cached: number
      readonly resumed: number
      readonly to_submit: number
      readonly estimate: Cost
    }
  | { readonly event: 'job.cached'; readonly job: string; readonly file?: string; readonly sha256?: string }
  | {
      readonly event: 'job.submitted'
      readonly job: string
      readonly provider: string
      readonly task_id: string
      readonly key: string
      readonly credits?: number
      readonly attempt: number
      /** Why it runs: `new`, `prompt changed`, `output missing`. */
      readonly cause: string
    }
  | { readonly event: 'job.state'; readonly job: string; readonly state: JobProgress; readonly raw?: string; readonly known?: boolean }
  | {
      readonly event: 'job.retry'
      readonly job: string
      readonly class: FailureClass
      readonly code: string
      readonly message: string
      readonly delay_seconds: number
    }
  | {
      readonly event: 'job.done'
      readonly job: string
      readonly file?: string
      readonly sha256?: string
      readonly bytes?: number
      readonly width?: number
      readonly height?: number
      /** Length of the clip. */
      readonly seconds?: number
      readonly credits?: number
      /** Why a file was had back that was rendered before: `output missing`. */
      readonly cause?: string
    }
  | {
      readonly event: 'job.failed'
      readonly job: string
      readonly class: FailureClass
      readonly code: string
      readonly message: string
      readonly hint?: string
      readonly task_id?: string
      /** Whether the next run goes on with the task that was paid for. */
      readonly resumable: boolean
    }
  | { readonly event: 'job.blocked'; readonly job: string; readonly reason: BlockReason; readonly by?: string; readonly message: string }
  | {
      readonly event: 'job.uncertain'
      readonly job: string
      readonly key: string
      readonly message: string
      readonly hint: string
      /** Ids of recent tasks that it may have become, the likeliest first; absent where the provider cannot list them. */
      readonly candidates?: readonly string[]
    }
  /** Something that fails no job, and should be looked at. */
  | { readonly event: 'run.warning'; readonly code: string; readonly message: string }
  | ({ readonly event: 'run.finished'; readonly outcome: Outcome; readonly counts: Counts; readonly seconds: number } & Cost)

/** What a run says of itself, as it goes; plain JSON, one object a line with `--json`. */
export type RunEvent = { readonly at: string; readonly run: string } & Body

/** An event without what the run itself adds to each. */
export type RunEventBody = Body

/** Where events go. */
export type Emit = (event: RunEventBody) => void

/** An event of one job. */
export type JobEvent = Extract<RunEvent, { readonly job: string }>
