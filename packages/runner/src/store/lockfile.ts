import { defined } from '@shotlist/codegen/defined'
import type { OutputValue } from '@shotlist/core'
import { renderName } from '../job/fingerprint.ts'
import type { MediaFacts } from '../job/job-state.ts'

/** A job instance in the lockfile: its request and its result. Holds no secret. */
export type LockEntry = {
  readonly provider: string
  readonly operation: string
  readonly take?: number
  readonly fingerprint: string
  readonly key: string
  readonly task_id?: string
  readonly credits?: number
  readonly seed?: number
  /** The name that the seed was derived from, if the job was renamed since. */
  readonly seed_of?: string
  /** The request that was submitted: files as ids or hashes, URLs without signatures, and no webhook URL. */
  readonly request: Readonly<Record<string, unknown>>
  /** The meaning of ids in the request: hashes of files, renders of other jobs. */
  readonly inputs?: Readonly<Record<string, unknown>>
  /** Ids and numbers in the result. URLs are not kept, because they expire. */
  readonly outputs?: Readonly<Record<string, OutputValue>>
  /** The other files of the task. The entry itself has the facts of the first. */
  readonly others?: readonly LockedFile[]
} & Partial<LockedFile>

/** A file of a render. `part` tells it from the other files of its task. */
export type LockedFile = MediaFacts & {
  readonly output: string
  readonly part?: string
  readonly sha256: string
  readonly bytes?: number
}

/** All files of an entry. */
export function lockedFiles({ output, part, sha256, bytes, width, height, seconds, others = [] }: LockEntry): readonly LockedFile[] {
  if (output === undefined || sha256 === undefined) return []
  return [{ output, sha256, ...defined({ part, bytes, width, height, seconds }) }, ...others]
}

/** A picked take, and its render that the user saw. */
export type LockedPick = { readonly take: string; readonly render: string }

/** The take that the user chose of a group; null: none. */
export type TakeChoice = {
  readonly group: string
  readonly take: string | null
  /** The render that the user saw. Absent: the current one. */
  readonly render?: string
}

/**
 * Jobs that may be in flight: during a run all that it may submit, afterwards those that are not settled. Their record is in the run's journal,
 * which another machine does not have.
 */
export type InFlight = {
  /** The id of the run that submitted them. */
  readonly run: string
  /** ISO time before the first submission. */
  readonly since: string
  /** Ids of the instances. */
  readonly jobs: readonly string[]
}

/** The document by which a provider's requests were made. */
type LockedDocument = { readonly version: string; readonly sha256: string }

/** The origin of a manifest's clips. Committed beside the manifest. */
export type Lockfile = {
  readonly lockfile: 1
  readonly documents: Readonly<Record<string, LockedDocument>>
  /** The picked takes, by group. */
  readonly picks: Readonly<Record<string, LockedPick>>
  /** Absent if nothing is in flight. */
  readonly in_flight?: InFlight
  readonly jobs: Readonly<Record<string, LockEntry>>
}

/** A record without a prototype: its keys come from a manifest and may be names such as `constructor`. */
export function byName<Value>(entries: Readonly<Record<string, Value>> = {}): Record<string, Value> {
  return Object.assign(Object.create(null) as Record<string, Value>, entries)
}

export const EMPTY_LOCKFILE: Lockfile = { lockfile: 1, documents: byName(), picks: byName(), jobs: byName() }

/** The name of an entry's render. */
export function lockedRender({ task_id: taskId, key }: LockEntry): string {
  return renderName({ key, ...defined({ taskId }) })
}
