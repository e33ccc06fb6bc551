import { parse } from 'yaml'
import { LockfileError } from '../errors/lockfile-error.ts'
import { renderName } from '../job/render-name.ts'
import { writeFileDurably } from './durable/write-file-durably.ts'
import { lockfileProblem } from './lockfile-schema.ts'
import { hashOf, textOf } from './lockfile-text.ts'
import { lockfileYaml } from './lockfile-yaml.ts'

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

export { lockfileHash, lockfilePath } from './lockfile-text.ts'

/** A map by names that a manifest gives, among which may be those that every object has (`constructor`). */
export const byName = <Value>(entries: Readonly<Record<string, Value>> = {}): Record<string, Value> =>
  Object.assign(Object.create(null) as Record<string, Value>, entries)

export const EMPTY_LOCKFILE: Lockfile = { lockfile: 1, documents: byName(), picks: byName(), jobs: byName() }

const HEADER = '# Written by shotlist: where each clip came from, and what it cost. Commit it; do not edit it. It ends with three dots.\n'
/** YAML's mark for the end of a document: without it, a file that was cut off between two clips would be a lockfile with fewer clips. */
const END = '...\n'

/**
 * Reads a lockfile; one that is not there is empty.
 *
 * @throws {LockfileError} it cannot be read, is no lockfile, not a whole one, or a newer version's
 */
export function readLockfile(path: string): Lockfile {
  const text = textOf(path)
  if (text === undefined) return EMPTY_LOCKFILE
  const mark = /^(?:<{7}|={7}|>{7}|\|{7})(?: .*)?\r?$/m.exec(text)
  if (mark !== null) throw new LockfileError(path, `line ${lineOf(text, mark.index)} is the mark of a merge conflict`)
  const read = parsed(path, text)
  if (typeof read !== 'object' || read === null || !('lockfile' in read)) throw new LockfileError(path, 'it is no lockfile')
  if (read.lockfile !== 1) throw new LockfileError(path, `its version is ${String(read.lockfile)}; this version of Shotlist knows 1`)
  const problem = lockfileProblem(read)
  if (problem !== undefined) throw new LockfileError(path, problem)
  if (text.startsWith(HEADER.trimEnd()) && !/\n\.{3}\s*$/.test(text)) throw new LockfileError(path, 'its end is missing: it was cut off')
  const lockfile = { ...EMPTY_LOCKFILE, ...read } as WrittenLockfile
  return { ...lockfile, picks: byName(picksOf(lockfile)), jobs: byName(lockfile.jobs) }
}

/**
 * Whether a lockfile tells of work in flight; one that does not need not be parsed for it.
 *
 * @throws {LockfileError} it cannot be read
 */
export const tellsOfFlight = (path: string): boolean => /^["']?in_flight\b/m.test(textOf(path) ?? '')

/** Names the render that an entry is of. */
export const lockedRender = ({ task_id: taskId, key }: LockEntry): string => renderName({ key, ...(taskId !== undefined && { taskId }) })

/** Picks once named a take alone. */
type WrittenLockfile = Omit<Lockfile, 'picks'> & { readonly picks: Readonly<Record<string, string | LockedPick>> }

/** A pick of a take alone counts for the render that the lockfile has of it; where it has none, nobody saw any. */
function picksOf({ picks, jobs }: WrittenLockfile): Lockfile['picks'] {
  const read = Object.entries(picks).flatMap(([group, pick]): [string, LockedPick][] => {
    if (typeof pick !== 'string') return [[group, pick]]
    const entry = Object.hasOwn(jobs, pick) ? jobs[pick] : undefined
    return entry === undefined ? [] : [[group, { take: pick, render: lockedRender(entry) }]]
  })
  return Object.fromEntries(read)
}

/**
 * Writes it, in an order that does not depend on the manifest's; a file that says the same already is not touched.
 *
 * @returns SHA-256 (hex) of its text
 * @throws {LockfileError | OutputError} what stands there cannot be read, and stays
 */
export async function writeLockfile(path: string, lockfile: Lockfile): Promise<string> {
  const ordered = { ...lockfile, documents: sorted(lockfile.documents), picks: sorted(lockfile.picks), jobs: sorted(lockfile.jobs) }
  const text = HEADER + lockfileYaml(ordered) + END
  if (textOf(path) !== text) await writeFileDurably(path, text)
  return hashOf(text)
}

function parsed(path: string, text: string): unknown {
  try {
    // It has a key for each clip: looking for doubled ones would take longer than all the rest.
    return parse(text, { maxAliasCount: 0, uniqueKeys: false })
  } catch (error) {
    throw new LockfileError(path, error instanceof Error ? error.message : String(error))
  }
}

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length

const sorted = <T>(entries: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(entries).toSorted(([a], [b]) => (a < b ? -1 : 1)))
