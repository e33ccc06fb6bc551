import { defined } from '@shotlist/codegen/defined'
import type { Plan } from '../../plan/plan.ts'
import type { Journal } from '../../store/journal/journal.ts'
import {
  byName,
  EMPTY_LOCKFILE,
  type InFlight,
  type LockEntry,
  type LockedPick,
  type Lockfile,
  lockedRender,
} from '../../store/lockfile.ts'
import { mentionsInFlight, readLockfile, writeLockfile } from '../../store/lockfile-io.ts'
import { lockfileHash } from '../../store/lockfile-text.ts'
import { isSuccess, type JobEnd } from '../job/job-end.ts'
import type { Picks } from '../prepare/picks.ts'
import { isLater, lockedEntry, withFile } from './lock-entry.ts'

type LockfileParts = {
  readonly plan: Plan
  /** Ids of all instances of the manifest. The plan may hold only a part of them. */
  readonly manifestInstanceIds: ReadonlySet<string>
  readonly journal: Journal
  readonly picks: Picks
  readonly before: Lockfile
  readonly inFlight: InFlight | undefined
  /** Whether what the journal knows of a job is newer than the lockfile: the run looked at the job, or the journal wrote that lockfile. */
  readonly isCurrent: (id: string) => boolean
}

/**
 * Builds the lockfile of a manifest from the journal. A job that is not done keeps its earlier entry, because its earlier clip still exists.
 */
function buildLockfile({ plan, manifestInstanceIds, journal, picks, before, inFlight, isCurrent }: LockfileParts): Lockfile {
  const jobs = byName<LockEntry>()
  for (const id of manifestInstanceIds) {
    const entry = entryOf(journal, { record: journal.jobs.get(id), kept: before.jobs[id], isCurrent: isCurrent(id) })
    if (entry !== undefined) jobs[id] = entry
  }
  const documents = Object.fromEntries(
    Object.values(plan.providers).map(({ id, model }) => [
      id,
      { version: model.table.document.version, sha256: model.table.document.hash },
    ]),
  )
  const kept = Object.entries(before.picks).filter(([, pick]) => manifestInstanceIds.has(pick.take) && isOf(jobs[pick.take], pick))
  const all = { ...picks.automatic(), ...Object.fromEntries(kept) }
  return { lockfile: 1, documents, picks: all, ...defined({ in_flight: inFlight }), jobs }
}

/** Whether a pick is still valid: it is dropped when its take has another render. */
function isOf(entry: LockEntry | undefined, { render }: LockedPick): boolean {
  return entry === undefined || lockedRender(entry) === render
}

type Sources = { readonly record: ReturnType<Journal['jobs']['get']>; readonly kept: LockEntry | undefined; readonly isCurrent: boolean }

function entryOf(journal: Journal, { record, kept, isCurrent }: Sources): LockEntry | undefined {
  if (record?.state.phase !== 'done') return kept
  // The run did not look at this job, and a colleague may have rendered it since.
  if (!isCurrent && kept !== undefined && !(kept.fingerprint === record.fingerprint && isLater(record.state, kept))) return kept
  const { state } = record
  const entry = lockedEntry(journal, record.id, record)
  if (entry !== undefined) return entry
  // Rendered on another machine, and known from its lockfile.
  return kept?.key === state.key ? withFile(kept, state) : kept
}

/** What a run knows at its end. */
type LockfileFacts = {
  readonly picks: Picks
  /** By id of the instance. */
  readonly ends: ReadonlyMap<string, JobEnd>
  readonly manifestInstanceIds: ReadonlySet<string>
  /** The jobs that are still in flight, given those that the lockfile lists. */
  readonly inFlight: (now: InFlight | undefined) => InFlight | undefined
}

/** The lockfile of a run. It is parsed only if its content is needed, and written only if its content changes. */
export class KnownLockfile {
  readonly #path: string | undefined
  readonly #journal: Journal
  #read: Lockfile | undefined
  /** Hash of its text when it was read. */
  #readHash: string | undefined
  /** Whether this journal wrote the text that it had before the run. */
  #isOwn: boolean | undefined

  /** @param path undefined if the run keeps no lockfile */
  constructor(path: string | undefined, journal: Journal) {
    this.#path = path
    this.#journal = journal
  }

  /**
   * Its content; empty if there is no lockfile.
   * @throws {LockfileError}
   */
  get content(): Lockfile {
    if (this.#read !== undefined || this.#path === undefined) return this.#read ?? EMPTY_LOCKFILE
    this.#readHash = lockfileHash(this.#path)
    this.#read = readLockfile(this.#path)
    return this.#read
  }

  /**
   * Its content, unless it is unchanged since this journal wrote it: then the journal knows all of it.
   * @throws {LockfileError}
   */
  changedContent(plan: Plan, manifestInstanceIds: ReadonlySet<string>): Lockfile | undefined {
    if (this.#path === undefined) return undefined
    this.#isOwn ??= lockfileHash(this.#path) === this.#journal.lockfiles.find(this.#nameOf(this.#path, { plan, manifestInstanceIds }))
    return this.#isOwn ? undefined : this.content
  }

  /**
   * The jobs that it lists as in flight.
   * @throws {LockfileError}
   */
  get inFlight(): InFlight | undefined {
    if (this.#read === undefined && (this.#path === undefined || !mentionsInFlight(this.#path))) return undefined
    return this.content.in_flight
  }

  /**
   * Writes the jobs in flight to the disk. Call it before anything is sent.
   * @throws {LockfileError | OutputError}
   */
  async mark(inFlight: InFlight): Promise<void> {
    if (this.#path === undefined) return
    const marked = { ...this.#now(this.#path), in_flight: inFlight }
    this.#readHash = await writeLockfile(this.#path, marked)
    this.#read = marked
  }

  /** Its present content: a pick, or a change that was pulled, may have been written during the run. */
  #now(path: string): Lockfile {
    return this.#read !== undefined && lockfileHash(path) === this.#readHash ? this.#read : readLockfile(path)
  }

  /**
   * Updates it at the end of a run, also of an interrupted one.
   * @throws {LockfileError | OutputError}
   */
  async keep(plan: Plan, { picks, ends, manifestInstanceIds, inFlight: left }: LockfileFacts): Promise<void> {
    const path = this.#path
    if (path === undefined) return
    const isUnchanged = [...ends.values()].every(({ status }) => status === 'cached')
    const written = this.#journal.lockfiles.find(this.#nameOf(path, { plan, manifestInstanceIds }))
    if (isUnchanged && written !== undefined && lockfileHash(path) === written) return
    const journal = this.#journal
    const before = this.#now(path)
    const inFlight = left(before.in_flight)
    const isCurrent = (id: string) => this.#isOwn === true || ends.has(id)
    const sha256 = await writeLockfile(
      path,
      journal.read(() => buildLockfile({ plan, manifestInstanceIds, journal, picks, before, inFlight, isCurrent })),
    )
    await journal.write(() => {
      for (const id of journal.maybeSent.all().keys())
        if (isSuccess(ends.get(id)) && !inFlight?.jobs.includes(id)) journal.maybeSent.settle(id)
      if (inFlight !== undefined) journal.maybeSent.noteRun(inFlight.run)
      if ([...manifestInstanceIds].every(isCurrent)) journal.lockfiles.save(this.#nameOf(path, { plan, manifestInstanceIds }), sha256)
    })
  }

  /** The name of its hash in the journal. Other jobs or another document make another lockfile, even if all jobs are up to date. */
  #nameOf(path: string, { plan, manifestInstanceIds }: { readonly plan: Plan; readonly manifestInstanceIds: ReadonlySet<string> }): string {
    return `${path} ${manifestInstanceIds.size} ${Object.values(plan.providers)
      .map(({ model }) => model.table.document.hash)
      .join(' ')}`
  }
}
