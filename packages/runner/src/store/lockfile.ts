import { defined } from '@shotlist/codegen/defined'
import { renderName } from '../job/fingerprint.ts'

/** A job instance as the lockfile keeps it: what was asked for, and what came of it. Holds no secret. */
export type LockEntry = {
  readonly provider: string
  readonly operation: string
  readonly take?: number
  readonly fingerprint: string
  readonly key: string
  readonly task_id?: string
  readonly credits?: number
  readonly seed?: number
  /** What the seed was derived from, where that is not the job's name: the name it had then. */
  readonly seed_of?: string
  /** As it was sent, without the signatures of URLs. */
  readonly request: Readonly<Record<string, unknown>>
  /** What the ids in the request stood for: hashes of files, renders of other jobs. */
  readonly inputs?: Readonly<Record<string, unknown>>
  /** Ids and numbers that the render gave; its URLs expire, and are not kept. */
  readonly outputs?: Readonly<Record<string, string | number>>
  readonly output?: string
  readonly sha256?: string
  readonly bytes?: number
  readonly width?: number
  readonly height?: number
  readonly seconds?: number
}

/** A take that goes on, and the render of it that somebody saw. */
export type LockedPick = { readonly take: string; readonly render: string }

/** The take that the user chose of a group; null: none. */
export type TakeChoice = {
  readonly group: string
  readonly take: string | null
  /** The render that was seen; absent: the one there is. */
  readonly render?: string
}

/** What may be at a provider and is not done: the account of it is in the journal of the run, which another machine does not have. */
export type InFlight = {
  /** The run that wrote it down. */
  readonly run: string
  /** ISO time before the first of the submissions. */
  readonly since: string
  /** Ids of the instances. */
  readonly jobs: readonly string[]
}

/** The document a provider's requests were made by. */
type LockedDocument = { readonly version: string; readonly sha256: string }

/** Where the clips of a manifest came from. Committed beside it. */
export type Lockfile = {
  readonly lockfile: 1
  readonly documents: Readonly<Record<string, LockedDocument>>
  /** The take that goes on, by group. */
  readonly picks: Readonly<Record<string, LockedPick>>
  /** Absent where nothing is under way. */
  readonly in_flight?: InFlight
  readonly jobs: Readonly<Record<string, LockEntry>>
}

/** A map by names that a manifest gives, among which may be those that every object has (`constructor`). */
export function byName<Value>(entries: Readonly<Record<string, Value>> = {}): Record<string, Value> {
  return Object.assign(Object.create(null) as Record<string, Value>, entries)
}

export const EMPTY_LOCKFILE: Lockfile = { lockfile: 1, documents: byName(), picks: byName(), jobs: byName() }

/** Names the render that an entry is of. */
export function lockedRender({ task_id: taskId, key }: LockEntry): string {
  return renderName({ key, ...defined({ taskId }) })
}
