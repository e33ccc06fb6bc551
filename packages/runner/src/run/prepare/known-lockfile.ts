import type { Plan } from '../../plan/plan.ts'
import type { Journal } from '../../store/journal/journal.ts'
import {
  EMPTY_LOCKFILE,
  type InFlight,
  type Lockfile,
  lockfileHash,
  readLockfile,
  tellsOfFlight,
  writeLockfile,
} from '../../store/lockfile.ts'
import { isSuccess, type JobEnd } from '../job/job-end.ts'
import { buildLockfile } from './build-lockfile.ts'
import type { InFlightMark } from './in-flight-mark.ts'
import type { Picks } from './picks.ts'

/** What a run knows when it is over. */
type LockfileFacts = {
  readonly picks: Picks
  /** By id of the instance. */
  readonly ends: ReadonlyMap<string, JobEnd>
  readonly manifestJobs: ReadonlySet<string>
  readonly mark: InFlightMark
}

/** The lockfile of a run: parsed only if something in it must be known, and written only if it would say something else. */
export class KnownLockfile {
  readonly #path: string | undefined
  readonly #journal: Journal
  #read: Lockfile | undefined
  /** Hash of its text when it was read. */
  #readHash: string | undefined

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
   * What it says is in flight.
   * @throws {LockfileError}
   */
  get inFlight(): InFlight | undefined {
    if (this.#read === undefined && (this.#path === undefined || !tellsOfFlight(this.#path))) return undefined
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
  async keep(plan: Plan, { picks, ends, manifestJobs, mark }: LockfileFacts): Promise<void> {
    const path = this.#path
    if (path === undefined) return
    const isUnchanged = [...ends.values()].every(({ status }) => status === 'cached')
    const written = this.#journal.lockfiles.find(this.#nameOf(path, { plan, manifestJobs }))
    if (isUnchanged && written !== undefined && lockfileHash(path) === written) return
    const journal = this.#journal
    const before = this.#now(path)
    const inFlight = mark.left(ends, before.in_flight)
    const sha256 = await writeLockfile(
      path,
      journal.read(() => buildLockfile({ plan, manifestJobs, journal, picks, before, inFlight })),
    )
    await journal.write(() => {
      for (const id of journal.doubts.all().keys()) if (isSuccess(ends.get(id))) journal.doubts.settle(id)
      if (inFlight !== undefined) journal.doubts.know(inFlight.run)
      journal.lockfiles.save(this.#nameOf(path, { plan, manifestJobs }), sha256)
    })
  }

  /** With all jobs of a plan up to date, a manifest with other jobs or another document makes another lockfile. */
  #nameOf(path: string, { plan, manifestJobs }: { readonly plan: Plan; readonly manifestJobs: ReadonlySet<string> }): string {
    return `${path} ${manifestJobs.size} ${Object.values(plan.providers)
      .map(({ model }) => model.table.document.hash)
      .join(' ')}`
  }
}
