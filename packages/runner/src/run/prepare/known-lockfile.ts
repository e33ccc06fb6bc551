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
import { isLater, lockedEntry, withFile } from './lock-entry.ts'
import type { Picks } from './picks.ts'

type LockfileParts = {
  readonly plan: Plan
  /** Ids of all instances of the manifest, of which the plan may hold a part. */
  readonly manifestJobs: ReadonlySet<string>
  readonly journal: Journal
  readonly picks: Picks
  readonly before: Lockfile
  readonly inFlight: InFlight | undefined
  /** Whether what the journal knows of a job is newer than the lockfile: the run looked at the job, or the journal wrote that lockfile. */
  readonly isCurrent: (id: string) => boolean
}

/**
 * The lockfile of a manifest, from what the journal knows. A job that is not done keeps the entry it had: its clip of then is still there.
 */
function buildLockfile({ plan, manifestJobs, journal, picks, before, inFlight, isCurrent }: LockfileParts): Lockfile {
  const jobs = byName<LockEntry>()
  for (const id of manifestJobs) {
    const entry = entryOf(journal, { record: journal.jobs.get(id), kept: before.jobs[id], isCurrent: isCurrent(id) })
    if (entry !== undefined) jobs[id] = entry
  }
  const documents = Object.fromEntries(
    Object.values(plan.providers).map(({ id, model }) => [
      id,
      { version: model.table.document.version, sha256: model.table.document.hash },
    ]),
  )
  const kept = Object.entries(before.picks).filter(([, pick]) => manifestJobs.has(pick.take) && isOf(jobs[pick.take], pick))
  const all = { ...picks.automatic(), ...Object.fromEntries(kept) }
  return { lockfile: 1, documents, picks: all, ...defined({ in_flight: inFlight }), jobs }
}

/** A pick falls when its take is another render. */
function isOf(entry: LockEntry | undefined, { render }: LockedPick): boolean {
  return entry === undefined || lockedRender(entry) === render
}

type Sources = { readonly record: ReturnType<Journal['jobs']['get']>; readonly kept: LockEntry | undefined; readonly isCurrent: boolean }

function entryOf(journal: Journal, { record, kept, isCurrent }: Sources): LockEntry | undefined {
  if (record?.state.phase !== 'done') return kept
  // A colleague may have rendered since what this run did not look at.
  if (!isCurrent && kept !== undefined && !(kept.fingerprint === record.fingerprint && isLater(record.state, kept))) return kept
  const { state } = record
  const entry = lockedEntry(journal, record.id, record)
  if (entry !== undefined) return entry
  // Rendered on another machine, and known from its lockfile.
  return kept?.key === state.key ? withFile(kept, state) : kept
}

/** What a run knows when it is over. */
type LockfileFacts = {
  readonly picks: Picks
  /** By id of the instance. */
  readonly ends: ReadonlyMap<string, JobEnd>
  readonly manifestJobs: ReadonlySet<string>
  /** What is still under way, given what the lockfile says of it. */
  readonly inFlight: (now: InFlight | undefined) => InFlight | undefined
}

/** The lockfile of a run: parsed only if something in it must be known, and written only if it would say something else. */
export class KnownLockfile {
  readonly #path: string | undefined
  readonly #journal: Journal
  #read: Lockfile | undefined
  /** Hash of its text when it was read. */
  #readHash: string | undefined
  /** Whether the journal wrote it as it was before this run. */
  #isOwn: boolean | undefined

  /** @param path undefined: the run keeps none */
  constructor(path: string | undefined, journal: Journal) {
    this.#path = path
    this.#journal = journal
  }

  /**
   * What it says.
   * @throws {LockfileError}
   */
  get content(): Lockfile {
    if (this.#read !== undefined || this.#path === undefined) return this.#read ?? EMPTY_LOCKFILE
    this.#readHash = lockfileHash(this.#path)
    this.#read = readLockfile(this.#path)
    return this.#read
  }

  /**
   * What it says, unless the journal wrote it as it is: then the journal knows all of it.
   * @throws {LockfileError}
   */
  newsFor(plan: Plan, manifestJobs: ReadonlySet<string>): Lockfile | undefined {
    if (this.#path === undefined) return undefined
    this.#isOwn ??= lockfileHash(this.#path) === this.#journal.lockfiles.find(this.#nameOf(this.#path, { plan, manifestJobs }))
    return this.#isOwn ? undefined : this.content
  }

  /**
   * What it says is in flight.
   * @throws {LockfileError}
   */
  get inFlight(): InFlight | undefined {
    if (this.#read === undefined && (this.#path === undefined || !mentionsInFlight(this.#path))) return undefined
    return this.content.in_flight
  }

  /**
   * Says that work is under way, durably: to be called before anything is sent.
   * @throws {LockfileError | OutputError}
   */
  async mark(inFlight: InFlight): Promise<void> {
    if (this.#path === undefined) return
    const marked = { ...this.#now(this.#path), in_flight: inFlight }
    this.#readHash = await writeLockfile(this.#path, marked)
    this.#read = marked
  }

  /** What it says now: a pick, or a change that was pulled, may have come while the run went on. */
  #now(path: string): Lockfile {
    return this.#read !== undefined && lockfileHash(path) === this.#readHash ? this.#read : readLockfile(path)
  }

  /**
   * Brings it up to date when a run is over, also when it was interrupted.
   * @throws {LockfileError | OutputError}
   */
  async keep(plan: Plan, { picks, ends, manifestJobs, inFlight: left }: LockfileFacts): Promise<void> {
    const path = this.#path
    if (path === undefined) return
    const isUnchanged = [...ends.values()].every(({ status }) => status === 'cached')
    const written = this.#journal.lockfiles.find(this.#nameOf(path, { plan, manifestJobs }))
    if (isUnchanged && written !== undefined && lockfileHash(path) === written) return
    const journal = this.#journal
    const before = this.#now(path)
    const inFlight = left(before.in_flight)
    const isCurrent = (id: string) => this.#isOwn === true || ends.has(id)
    const sha256 = await writeLockfile(
      path,
      journal.read(() => buildLockfile({ plan, manifestJobs, journal, picks, before, inFlight, isCurrent })),
    )
    await journal.write(() => {
      for (const id of journal.maybeSent.all().keys())
        if (isSuccess(ends.get(id)) && !inFlight?.jobs.includes(id)) journal.maybeSent.settle(id)
      if (inFlight !== undefined) journal.maybeSent.noteRun(inFlight.run)
      if ([...manifestJobs].every(isCurrent)) journal.lockfiles.save(this.#nameOf(path, { plan, manifestJobs }), sha256)
    })
  }

  /** With all jobs of a plan up to date, a manifest with other jobs or another document makes another lockfile. */
  #nameOf(path: string, { plan, manifestJobs }: { readonly plan: Plan; readonly manifestJobs: ReadonlySet<string> }): string {
    return `${path} ${manifestJobs.size} ${Object.values(plan.providers)
      .map(({ model }) => model.table.document.hash)
      .join(' ')}`
  }
}
