import type { ProviderModel } from '@shotlist/codegen'
import type { RetrySettings } from '../manifest/manifest.ts'
import type { S3Settings } from '../manifest/s3-settings.ts'
import type { Length } from './lengths/source-lengths.ts'

/**
 * All job instances of a manifest, resolved as far as possible before a run. A plan is plain data. `instances` is in an order in which each
 * comes after those it depends on.
 */
export type Plan = {
  readonly version: 1
  /** The manifest's `name`, or its file name without extension. */
  readonly name: string
  /** Absolute path of the manifest. `root` is its folder; the manifest's paths are relative to it. */
  readonly manifestPath: string
  readonly root: string
  /** Absolute path; every output is below it. */
  readonly outputDir: string
  /** Most tasks in flight over all providers. */
  readonly concurrency: number
  readonly budget: Budget
  /** Caps on the spending of one run, independent of earlier runs. */
  readonly runBudget?: Budget
  readonly stopAfter: { readonly moderation?: number }
  /** The store in which machines share finished files. */
  readonly artifacts: { readonly s3?: S3Settings }
  /** The providers that instances use, by their id in the manifest. */
  readonly providers: Readonly<Record<string, PlannedProvider>>
  readonly instances: readonly JobInstance[]
  /** The cells that make no clips, because the `if` of their job is false for them. */
  readonly dropped: readonly DroppedCell[]
  /** Environment variables that expressions may read, with their values. */
  readonly env: Readonly<Record<string, string>>
}

/** A cell of a job that makes no clips. */
export type DroppedCell = {
  /** The id that its clip would have, without a take. */
  readonly id: string
  readonly job: string
  /** The condition, and the values of the names in it. */
  readonly if: string
  readonly values: Readonly<Record<string, unknown>>
  /** Place of the condition in the manifest, from 1. */
  readonly at: { readonly line: number; readonly column: number }
}

/** Hard caps; an absent one does not limit. `providers` holds caps by provider id, in the provider's unit or in USD. */
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
  /** `job`, `job[axis=value,...]`, and `#take` behind it if the job has takes. Rows have the axis `row`. */
  readonly id: string
  readonly job: string
  readonly matrix: Readonly<Record<string, string | number | boolean | null>>
  readonly row?: Readonly<Record<string, unknown>>
  /** From 1; absent if the job has no takes. */
  readonly take?: number
  readonly provider: string
  readonly operation: string
  /** The request, by field. */
  readonly with: Readonly<Record<string, Value>>
  /** Relative to `outputDir`, with forward slashes. Absent if the operation makes no file. */
  readonly output?: string
  /** Ids of the instances that must succeed first, because of references or `needs`. */
  readonly needs: readonly string[]
  /**
   * Groups of takes that this instance refers to as a whole: one take of each must be picked before the instance can start. `candidates`
   * holds the ids of all takes of a group.
   */
  readonly picks: readonly PickGroup[]
  /** `first`: the jobs that follow use the first take that succeeds. */
  readonly pick?: 'first'
  /** Retries in one run: each class in `classes` has its own number, all other classes share `others`. */
  readonly retries: Required<Pick<RetrySettings, 'others'>> & RetrySettings
  readonly retryOn?: readonly string[]
  readonly timeoutMs: number
  readonly tags: readonly string[]
  readonly price: JobPrice
  /** Length of the clip in seconds, if the manifest determines it. */
  readonly seconds?: number
  /** Known lengths of the media that the request names, by field. */
  readonly lengths?: Readonly<Record<string, Length>>
  /** Place of the job in the manifest, from 1. */
  readonly at: { readonly line: number; readonly column: number }
}

/** The price of a job. `credits` is in the provider's `unit`; if it is absent, the price is unknown and `why` says why. */
export type JobPrice = Partial<Amount> & {
  readonly unit: string
  readonly why?: string
  /** The bounds of the price, if it is not known exactly. */
  readonly range?: { readonly least: Amount; readonly most: Amount }
  /** Whether the price will be known, or known better, after the jobs before it. */
  readonly isLater?: boolean
  /** The job with the same submission, which is charged for both. */
  readonly equalTo?: string
}

/** `usd` is absent if the unit's rate is unknown. */
type Amount = { readonly credits: number; readonly usd?: number }

/** A group of takes of which one must be picked. `id` is the instance's id without `#take`. */
export type PickGroup = { readonly id: string; readonly candidates: readonly string[] }

/**
 * A field's value. Plain JSON is sent as it is. A value that is only known later is a node with one of these keys, at any depth:
 *
 * - `$file`: a file, by its path relative to the manifest's folder, and its upload operation; without one, it goes inside the request;
 * - `$url`: a URL that the provider's upload operation fetches, possibly an output of another instance;
 * - `$output`: an output of another instance, or of the picked take of a group;
 * - `$text`: parts of a text, joined, with such outputs among them.
 */
export type Value =
  | string
  | number
  | boolean
  | null
  | bigint
  | readonly Value[]
  | { readonly $file: string; readonly upload?: string }
  | { readonly $url: Value; readonly upload: string }
  | { readonly $output: { readonly instance: string; readonly name: string } }
  | { readonly $text: readonly Value[] }
  | { readonly [field: string]: Value }
