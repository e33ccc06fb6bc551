import type { ProviderModel } from '@shotlist/codegen'
import type { RetrySettings } from '../manifest/manifest.ts'
import type { S3Settings } from '../manifest/s3-settings.ts'
import type { Length } from './lengths/source-lengths.ts'

/**
 * What a manifest comes to: every job instance, resolved as far as can be known before anything runs. A plan is a pure value; running it
 * is another module's work. Dependencies run from later instances to earlier ones: `instances` is in an order that respects them.
 */
export type Plan = {
  readonly version: 1
  /** The manifest's `name`, or its file name without ending. */
  readonly name: string
  /** Absolute path of the manifest, and of its folder, against which its paths are resolved. */
  readonly manifestPath: string
  readonly root: string
  /** Absolute; every output lies below it. */
  readonly outputDir: string
  /** Tasks in flight over all providers. */
  readonly concurrency: number
  readonly budget: Budget
  /** Caps on what one run spends, whatever earlier ones spent. */
  readonly runBudget?: Budget
  readonly stopAfter: { readonly moderation?: number }
  /** Where finished files are shared with other machines. */
  readonly artifacts: { readonly s3?: S3Settings }
  /** Those that instances use, by the id the manifest gives them. */
  readonly providers: Readonly<Record<string, PlannedProvider>>
  readonly instances: readonly JobInstance[]
  /** Environment variables that expressions may read, with their values. */
  readonly env: Readonly<Record<string, string>>
}

/** Hard caps. Absent: none. `providers` is by provider id, in the provider's unit or USD. */
export type Budget = {
  readonly usd?: number
  readonly credits?: number
  readonly providers?: Readonly<Record<string, { readonly usd?: number; readonly credits?: number }>>
}

export type PlannedProvider = {
  readonly id: string
  readonly model: ProviderModel
  readonly concurrency: number
  readonly requestsPerMinute: number
  readonly region?: string
}

/** A job, one matrix cell of it, one row of it, or one take of any of these. */
export type JobInstance = {
  /** `job`, `job[axis=value,...]`, with `#take` where there are takes. Rows have the axis `row`. */
  readonly id: string
  readonly job: string
  readonly matrix: Readonly<Record<string, string | number | boolean | null>>
  readonly row?: Readonly<Record<string, unknown>>
  /** From 1; absent where the job has no takes. */
  readonly take?: number
  readonly provider: string
  readonly operation: string
  /** The request, by field. */
  readonly with: Readonly<Record<string, Value>>
  /** Relative to `outputDir`, with forward slashes. Absent where the operation makes no file. */
  readonly output?: string
  /** Ids of the instances that must have succeeded first: by reference, and by `needs`. */
  readonly needs: readonly string[]
  /**
   * Instances of jobs with takes that this one refers to without taking them one by one: one take of each group must be picked before
   * this instance can go. `candidates` are all its takes' ids.
   */
  readonly picks: readonly PickGroup[]
  /** `first`: the first take that succeeds is picked for the jobs that follow. */
  readonly pick?: 'first'
  /** How often failures are tried again in one run: `others` in all, `classes` each on its own. */
  readonly retries: Required<Pick<RetrySettings, 'others'>> & RetrySettings
  readonly retryOn?: readonly string[]
  readonly timeoutMs: number
  readonly tags: readonly string[]
  readonly price: JobPrice
  /** Length of the clip in seconds, where the manifest determines it. */
  readonly seconds?: number
  /** Lengths of the media that the request names, by field, as far as they are known. */
  readonly lengths?: Readonly<Record<string, Length>>
  /** Where the job stands in the manifest. */
  readonly at: { readonly line: number; readonly column: number }
}

/** What a job costs. `credits` absent: it is not known, and `why` says so. */
export type JobPrice = Partial<Amount> & {
  readonly unit: string
  readonly why?: string
  /** Within which bounds it lies, where it is not known exactly. */
  readonly range?: { readonly least: Amount; readonly most: Amount }
  /** Whether a job before it tells the price, or more of it. */
  readonly isLater?: boolean
  /** The job with the same submission, which is charged for both. */
  readonly equalTo?: string
}

/** `usd` absent: the unit's rate is not known. */
type Amount = { readonly credits: number; readonly usd?: number }

/** A group of takes of which one is to be picked. `id` is the instance's id without `#take`. */
export type PickGroup = { readonly id: string; readonly candidates: readonly string[] }

/**
 * A field's value. Plain JSON stands for itself. What is only known later is a node with one of these keys, at any depth:
 *
 * - `$file`: a file to upload, path relative to the manifest's folder, and the upload operation;
 * - `$url`: a URL for the provider's upload operation to fetch, which may be an output of another instance;
 * - `$output`: an output of another instance (or of the picked take of a group);
 * - `$text`: text with such outputs in it, joined.
 */
export type Value =
  | string
  | number
  | boolean
  | null
  | bigint
  | readonly Value[]
  | { readonly $file: string; readonly upload: string }
  | { readonly $url: Value; readonly upload: string }
  | { readonly $output: { readonly instance: string; readonly name: string } }
  | { readonly $text: readonly Value[] }
  | { readonly [field: string]: Value }
