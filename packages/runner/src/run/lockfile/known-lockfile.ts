import type { Plan } from '../../plan/plan.ts'
import type { Journal } from '../../store/journal/journal.ts'
import { EMPTY_LOCKFILE, type InFlight, type Lockfile } from '../../store/lockfile.ts'
import { mentionsInFlight, readLockfile, writeLockfile } from '../../store/lockfile-io.ts'
import { lockfileHash } from '../../store/lockfile-text.ts'
import { isSuccess, type JobEnd } from '../job/job-end.ts'
import type { Picks } from '../prepare/picks.ts'
import { buildLockfile } from './build-lockfile.ts'

/** What a run knows at its end. */
type FinishedRun = {
  readonly picks: Picks
  /** By id of the instance. */
  readonly ends: ReadonlyMap<string, JobEnd>
  readonly manifestInstanceIds: ReadonlySet<string>
  /** The jobs that are still in flight, given those that the lockfile lists now. */
  readonly inFlightAfter: (listed: InFlight | undefined) => InFlight | undefined
}

/** The lockfile of a run. It is parsed only if its content is needed, and written only if its content changes. */
export class KnownLockfile {
  readonly #path: string | undefined
  readonly #journal: Journal
  /** The content that was read or written last. */
  #lastContent: Lockfile | undefined
  /** Hash of its text. */
  #lastHash: string | undefined
  /** Whether this journal wrote the text that the lockfile had before the run. */
  #wasWrittenByJournal: boolean | undefined

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
    if (this.#lastContent !== undefined || this.#path === undefined) return this.#lastContent ?? EMPTY_LOCKFILE
    this.#lastHash = lockfileHash(this.#path)
    this.#lastContent = readLockfile(this.#path)
    return this.#lastContent
  }

  /**
   * Its content, unless it is unchanged since this journal wrote it: then the journal knows all of it.
   * @throws {LockfileError}
   */
  changedContent(plan: Plan, manifestInstanceIds: ReadonlySet<string>): Lockfile | undefined {
    if (this.#path === undefined) return undefined
    this.#wasWrittenByJournal ??=
      lockfileHash(this.#path) === this.#journal.lockfiles.find(this.#hashName(this.#path, { plan, manifestInstanceIds }))
    return this.#wasWrittenByJournal ? undefined : this.content
  }

  /**
   * The jobs that it lists as in flight.
   * @throws {LockfileError}
   */
  get inFlight(): InFlight | undefined {
    if (this.#lastContent === undefined && (this.#path === undefined || !mentionsInFlight(this.#path))) return undefined
    return this.content.in_flight
  }

  /**
   * Writes the jobs in flight to the disk. Call it before anything is sent.
   * @throws {LockfileError | OutputError}
   */
  async writeInFlight(inFlight: InFlight): Promise<void> {
    if (this.#path === undefined) return
    const content = { ...this.#reread(this.#path), in_flight: inFlight }
    this.#lastHash = await writeLockfile(this.#path, content)
    this.#lastContent = content
  }

  /** Its present content: a pick, or a change that was pulled, may have been written during the run. */
  #reread(path: string): Lockfile {
    return this.#lastContent !== undefined && lockfileHash(path) === this.#lastHash ? this.#lastContent : readLockfile(path)
  }

  /**
   * Updates it at the end of a run, also of an interrupted one.
   * @throws {LockfileError | OutputError}
   */
  async update(plan: Plan, { picks, ends, manifestInstanceIds, inFlightAfter }: FinishedRun): Promise<void> {
    const path = this.#path
    if (path === undefined) return
    const journal = this.#journal
    const hashName = this.#hashName(path, { plan, manifestInstanceIds })
    const writtenHash = journal.lockfiles.find(hashName)
    const isUpToDate = [...ends.values()].every(({ outcome }) => outcome === 'cached')
    if (isUpToDate && writtenHash !== undefined && lockfileHash(path) === writtenHash) return
    const previous = this.#reread(path)
    const inFlight = inFlightAfter(previous.in_flight)
    const isJournalNewer = (id: string) => this.#wasWrittenByJournal === true || ends.has(id)
    const sha256 = await writeLockfile(
      path,
      journal.read(() => buildLockfile({ plan, manifestInstanceIds, journal, picks, previous, inFlight, isJournalNewer })),
    )
    await journal.write(() => {
      for (const id of journal.maybeSent.all().keys())
        if (isSuccess(ends.get(id)) && !inFlight?.jobs.includes(id)) journal.maybeSent.remove(id)
      if (inFlight !== undefined) journal.maybeSent.noteRun(inFlight.run)
      if ([...manifestInstanceIds].every(isJournalNewer)) journal.lockfiles.save(hashName, sha256)
    })
  }

  /** The name of its hash in the journal. Other jobs or another document make another lockfile, even if all jobs are up to date. */
  #hashName(
    path: string,
    { plan, manifestInstanceIds }: { readonly plan: Plan; readonly manifestInstanceIds: ReadonlySet<string> },
  ): string {
    return `${path} ${manifestInstanceIds.size} ${Object.values(plan.providers)
      .map(({ model }) => model.table.document.hash)
      .join(' ')}`
  }
}
