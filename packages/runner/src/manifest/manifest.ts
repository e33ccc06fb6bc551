import type { RetryClass } from '../errors/failure-classes.ts'
import type { TableSettings } from './rows/table-settings.ts'
import type { S3Settings } from './s3-settings.ts'
import type { MapNode, Node, Place, PlacedText, ScalarNode } from './yaml/node.ts'

/**
 * A manifest as it is written. Its own shape is checked; its expressions are not evaluated yet. The plan checks what it says of
 * providers, operations and other jobs.
 */
export type Manifest = {
  readonly name?: string
  /** Evaluated in order. Each may use those before it. */
  readonly vars?: MapNode
  /** Environment variables that expressions may read. */
  readonly env: ReadonlyMap<string, Place>
  readonly providers: ReadonlyMap<string, ProviderSettings>
  readonly concurrency?: number
  readonly budget?: BudgetSettings
  readonly outputDir?: ScalarNode
  readonly stopAfter: { readonly moderation?: number }
  readonly artifacts: ArtifactSettings
  readonly defaults: Defaults
  /** In the order of the file. */
  readonly jobs: ReadonlyMap<string, Job>
}

export type ProviderSettings = {
  readonly id: string
  readonly place: Place
  readonly concurrency?: number
  readonly requestsPerMinute?: number
  readonly region?: PlacedText
  /** Path of the user's own document, relative to the manifest's folder. */
  readonly spec?: PlacedText
  /** Path of the overlay that is applied to it. */
  readonly overlay?: PlacedText
}

/** The store in which machines share finished files. */
export type ArtifactSettings = { readonly s3?: S3Settings }

export type Cap = { readonly usd?: number; readonly credits?: number }
export type BudgetSettings = Cap & { readonly providers: ReadonlyMap<string, { readonly cap: Cap; readonly place: Place }> }

/** How often failures are retried: each class in `classes` has its own number, all other classes share `others`. */
export type RetrySettings = { readonly others?: number; readonly classes?: Readonly<Partial<Record<RetryClass, number>>> }

export type Policy = {
  readonly provider?: PlacedText
  readonly retries?: RetrySettings
  readonly retryOn?: readonly string[]
  readonly timeoutMs?: number
}

export type Defaults = Policy & { readonly with?: MapNode }

export type Job = Policy & {
  readonly id: string
  /** The job's key. */
  readonly place: Place
  readonly uses: PlacedText
  readonly with?: MapNode
  readonly output?: ScalarNode
  readonly matrix?: Matrix
  /** The job lacks something that planning needs. Only that is reported, not the errors that follow from it. */
  readonly isUnreadable?: boolean
  readonly takes?: Takes
  readonly foreach?: Foreach
  /** A cell for which this is false makes no clips. */
  readonly if?: ScalarNode
  readonly needs: readonly PlacedText[]
  readonly tags: readonly string[]
  readonly pick?: 'first'
  /** The seeds of the instances are derived from this and from their ids. */
  readonly seed?: number
}

/** Axes with their values, or the cells of another job. Values may be expressions that use `vars` and `env`. */
export type Matrix =
  | {
      readonly kind: 'axes'
      readonly place: Place
      readonly axes: ReadonlyMap<string, Node>
      readonly include?: Node
      readonly exclude?: Node
    }
  | { readonly kind: 'of-job'; readonly place: Place; readonly job: string }

export type Takes =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'of-job'; readonly place: Place; readonly job: string }

export type Foreach = TableSettings & {
  readonly file: Node
  /** The column that names a row. */
  readonly key?: PlacedText
}
