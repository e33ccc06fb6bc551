import { defined } from '@shotlist/codegen/defined'
import type { FailureClass } from '../errors/failure-classes.ts'
import type { JobProgress } from '../job/status.ts'

/** The number of job instances, by how they ended. */
export type Counts = {
  readonly done: number
  readonly cached: number
  readonly failed: number
  readonly blocked: number
  readonly uncertain: number
  /** Not ended, and left for the next run: interrupted, stopped by the budget, or waiting for a pick. */
  readonly waiting: number
}

/** How a run ended. It decides the exit status. */
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

/** Money in the providers' units, and in USD as far as the rates are known. */
export type Spent = { readonly credits: number; readonly usd: number }

/** A cost, as far as it is known. `unknown` counts the submissions without a known cost. */
export type Cost = Spent & {
  readonly unknown: number
  /** The upper bound, if the cost is only known as a range. */
  readonly most?: Spent
}

/** A file that is up to date. `file` is its path. */
type FoundFile = { readonly file: string; readonly sha256?: string }

/** A file that was made. */
export type DoneFile = FoundFile & {
  readonly bytes?: number
  readonly width?: number
  readonly height?: number
  /** Length of the clip, in seconds. */
  readonly seconds?: number
}

type Body =
  | {
      readonly event: 'run.started'
      readonly name: string
      readonly manifest: string
      readonly jobs: number
      /** Instances that are up to date. */
      readonly cached: number
      /** Instances that continue from an earlier run. */
      readonly resumed: number
      /** Instances that will be submitted. */
      readonly to_submit: number
      readonly estimate: Cost
    }
  | ({ readonly event: 'job.cached'; readonly job: string } & Partial<FoundFile> & { readonly others?: readonly FoundFile[] })
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
  | {
      readonly event: 'job.state'
      readonly job: string
      readonly state: JobProgress
      readonly raw?: string
      readonly known?: boolean
      /** How far the task is, from 0 to 1, if the provider says. */
      readonly progress?: number
    }
  | {
      readonly event: 'job.retry'
      readonly job: string
      readonly class: FailureClass
      readonly code: string
      readonly message: string
      readonly delay_seconds: number
    }
  | ({
      readonly event: 'job.done'
      readonly job: string
      /** The other files of its task. */
      readonly others?: readonly DoneFile[]
      readonly credits?: number
      /** Why the files of an earlier render were fetched again: `output missing`. */
      readonly cause?: string
    } & Partial<DoneFile>)
  | {
      readonly event: 'job.failed'
      readonly job: string
      readonly class: FailureClass
      readonly code: string
      readonly message: string
      readonly hint?: string
      readonly task_id?: string
      /** Whether the next run continues the task that is paid for. */
      readonly resumable: boolean
    }
  | { readonly event: 'job.blocked'; readonly job: string; readonly reason: BlockReason; readonly by?: string; readonly message: string }
  | {
      readonly event: 'job.uncertain'
      readonly job: string
      readonly key: string
      readonly message: string
      readonly hint: string
      /** Ids of recent tasks that it may have started, the likeliest first. Absent if the provider cannot list tasks. */
      readonly candidates?: readonly string[]
    }
  /** A problem that fails no job but needs attention. */
  | { readonly event: 'run.warning'; readonly code: string; readonly message: string }
  | ({ readonly event: 'run.finished'; readonly outcome: Outcome; readonly counts: Counts; readonly seconds: number } & Cost)

/** What a run reports while it runs. Plain JSON; with `--json`, one object per line. */
export type RunEvent = { readonly at: string; readonly run: string } & Body

/** The files of a job that is done, the clip first. */
export function doneFiles({
  file,
  sha256,
  bytes,
  width,
  height,
  seconds,
  others = [],
}: Extract<RunEvent, { event: 'job.done' }>): readonly DoneFile[] {
  if (file === undefined) return []
  return [{ file, ...defined({ sha256, bytes, width, height, seconds }) }, ...others]
}

/** An event without `at` and `run`, which the run adds. */
export type RunEventBody = Body

/** Receives the events of a run. */
export type Emit = (event: RunEventBody) => void

/** An event of one job. */
export type JobEvent = Extract<RunEvent, { readonly job: string }>
