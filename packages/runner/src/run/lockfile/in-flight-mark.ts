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
  readonly lockfile: { readonly inFlight: InFlight | undefined; mark(inFlight: InFlight): Promise<void> }
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
  readonly #begun: ReadonlySet<string>
  #written: Promise<void> | undefined

  /** Create it before any job starts. */
  constructor(parts: MarkParts) {
    this.#parts = parts
    this.#begun = toBegin(parts)
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
    const before = lockfile.inFlight
    const jobs = this.#namesOf((id) => this.#begun.has(id) || this.#isOpen(id), new Set(before?.jobs))
    await journal.write(() => journal.maybeSent.noteRun(run))
    await lockfile.mark({ run, since: this.#sinceWith(before), jobs })
  }

  /**
   * The mark at the end of the run, with the jobs that are still in flight; undefined if there are none.
   *
   * @param now the present mark in the lockfile
   */
  left(ends: ReadonlyMap<string, JobEnd>, now: InFlight | undefined): InFlight | undefined {
    const named = new Set(now?.jobs)
    const jobs = this.#namesOf(
      (id) => this.#isOpen(id) && (!isSuccess(ends.get(id)) || (named.has(id) && ends.get(id)?.status === 'cached')),
      named,
    )
    if (jobs.length === 0) return undefined
    const { run } = this.#parts
    // A run that submitted nothing keeps the id of the run that did.
    return now === undefined ? { run, since: this.#sinceWith(now), jobs } : { ...now, jobs }
  }

  /** @param before ids in the earlier mark: a job that was removed from the manifest stays until its submission is settled */
  #namesOf(isNamed: (id: string) => boolean, before: ReadonlySet<string>): string[] {
    return [...new Set([...this.#parts.manifestInstanceIds, ...before])].filter(isNamed).toSorted()
  }

  #isOpen(id: string): boolean {
    const { journal } = this.#parts
    return journal.maybeSent.has(id) || isInFlight(journal.jobs.get(id)?.state)
  }

  /** The earlier of the two times, because some of the jobs may be from the earlier run. */
  #sinceWith(before: InFlight | undefined): string {
    const { since } = this.#parts
    return before !== undefined && before.jobs.length > 0 && before.since < since ? before.since : since
  }
}

/** Ids of the jobs that may be submitted, and of the jobs that use their outputs. */
function toBegin({ plan, assessments }: MarkParts): Set<string> {
  const begun = new Set<string>()
  for (const { id, needs, picks } of plan.instances) {
    const action = assessments.get(id)?.action
    const maySubmit = action === 'submit' || action === 'resume' || action === 'decide'
    const sources = [...needs, ...picks.flatMap(({ candidates }) => candidates)]
    if (maySubmit || sources.some((source) => begun.has(source))) begun.add(id)
  }
  return begun
}
