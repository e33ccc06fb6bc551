import type { Journal } from '../journal/journal.ts'
import type { Plan } from '../plan/plan.ts'
import { EMPTY_LOCKFILE, type Lockfile, lockfileHash, readLockfile, writeLockfile } from '../state/lockfile.ts'
import { buildLockfile } from './build-lockfile.ts'
import type { JobEnd } from './job-end.ts'
import type { Picks } from './picks.ts'

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

  /** What it says now: a pick, or a change that was pulled, may have come while the run went on. */
  #now(path: string): Lockfile {
    return this.#read !== undefined && lockfileHash(path) === this.#readHash ? this.#read : readLockfile(path)
  }

  /**
   * Brings it up to date when a run is over, also when it was interrupted.
   * @throws {LockfileError | OutputError}
   */
  async keep(
    plan: Plan,
    { picks, ends, manifestJobs }: { readonly picks: Picks; readonly ends: Iterable<JobEnd>; readonly manifestJobs: ReadonlySet<string> },
  ): Promise<void> {
    const path = this.#path
    if (path === undefined) return
    const isUnchanged = [...ends].every(({ status }) => status === 'cached')
    const written = this.#journal.lockfiles.find(this.#nameOf(path, { plan, manifestJobs }))
    if (isUnchanged && written !== undefined && lockfileHash(path) === written) return
    const journal = this.#journal
    const before = this.#now(path)
    const sha256 = await writeLockfile(
      path,
      journal.read(() => buildLockfile({ plan, manifestJobs, journal, picks, before })),
    )
    await journal.write(() => journal.lockfiles.save(this.#nameOf(path, { plan, manifestJobs }), sha256))
  }

  /** With all jobs of a plan up to date, a manifest with other jobs or another document makes another lockfile. */
  #nameOf(path: string, { plan, manifestJobs }: { readonly plan: Plan; readonly manifestJobs: ReadonlySet<string> }): string {
    return `${path} ${manifestJobs.size} ${Object.values(plan.providers)
      .map(({ model }) => model.table.document.hash)
      .join(' ')}`
  }
}
