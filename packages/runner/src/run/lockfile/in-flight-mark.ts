import { isInFlight } from '../../job/job-state.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { InFlight } from '../../store/lockfile.ts'
import { isSuccess, type JobEnd } from '../job/job-end.ts'
import type { Assessment } from '../prepare/assessment.ts'

type MarkParts = {
  readonly plan: Plan
  readonly manifestInstanceIds: ReadonlySet<string>
  readonly journal: Journal
  readonly lockfile: { readonly inFlight: InFlight | undefined; writeInFlight(inFlight: InFlight): Promise<void> }
  readonly assessments: ReadonlyMap<string, Assessment>
  readonly run: string
  /** ISO time at which the run began. */
  readonly since: string
}

/**
 * The mark of a run in the lockfile: the jobs that may be in flight. If the state folder was deleted, or is on another machine, a run learns
 * from the mark what may be paid for already.
 */
export class InFlightMark {
  readonly #parts: MarkParts
  /** Ids of the jobs that the run may submit. */
  readonly #maySubmit: ReadonlySet<string>
  #written: Promise<void> | undefined

  /** Create it before any job starts. */
  constructor(parts: MarkParts) {
    this.#parts = parts
    this.#maySubmit = jobsThatMaySubmit(parts)
  }

  /**
   * Writes the mark into the lockfile, once per run. Call it before each submission.
   *
   * @throws {LockfileError | OutputError}
   */
  write(): Promise<void> {
    this.#written ??= this.#write()
    return this.#written
  }

  async #write(): Promise<void> {
    const { journal, lockfile, run } = this.#parts
    const previous = lockfile.inFlight
    const jobs = this.#idsWhere((id) => this.#maySubmit.has(id) || this.#mayBeInFlight(id), previous)
    await journal.write(() => journal.maybeSent.noteRun(run))
    await lockfile.writeInFlight({ run, since: this.#earliestStart(previous), jobs })
  }

  /**
   * The mark at the end of the run, with the jobs that are still in flight; undefined if there are none.
   *
   * @param present the mark that is in the lockfile now
   */
  remaining(ends: ReadonlyMap<string, JobEnd>, present: InFlight | undefined): InFlight | undefined {
    const listed = new Set(present?.jobs)
    const jobs = this.#idsWhere((id) => {
      const end = ends.get(id)
      return this.#mayBeInFlight(id) && (!isSuccess(end) || (listed.has(id) && end?.outcome === 'cached'))
    }, present)
    if (jobs.length === 0) return undefined
    const { run } = this.#parts
    // A run that submitted nothing keeps the id of the run that did.
    return present === undefined ? { run, since: this.#earliestStart(present), jobs } : { ...present, jobs }
  }

  /** Ids of the manifest and of an earlier mark: a job that was removed from the manifest stays until its submission is settled. */
  #idsWhere(isListed: (id: string) => boolean, earlier: InFlight | undefined): string[] {
    return [...new Set([...this.#parts.manifestInstanceIds, ...(earlier?.jobs ?? [])])].filter(isListed).toSorted()
  }

  #mayBeInFlight(id: string): boolean {
    const { journal } = this.#parts
    return journal.maybeSent.has(id) || isInFlight(journal.jobs.get(id)?.state)
  }

  /** The earlier of the two times, because some of the jobs may be from the earlier run. */
  #earliestStart(earlier: InFlight | undefined): string {
    const { since } = this.#parts
    return earlier !== undefined && earlier.jobs.length > 0 && earlier.since < since ? earlier.since : since
  }
}

/** Ids of the jobs that may be submitted, and of the jobs that use their outputs. */
function jobsThatMaySubmit({ plan, assessments }: MarkParts): Set<string> {
  const found = new Set<string>()
  for (const { id, needs, picks } of plan.instances) {
    const action = assessments.get(id)?.action
    const maySubmit = action === 'submit' || action === 'resume' || action === 'decide'
    const sources = [...needs, ...picks.flatMap(({ candidates }) => candidates)]
    if (maySubmit || sources.some((source) => found.has(source))) found.add(id)
  }
  return found
}
