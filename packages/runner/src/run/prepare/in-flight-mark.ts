import { isInFlight } from '../../job/job-state.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { InFlight } from '../../store/lockfile.ts'
import { isSuccess, type JobEnd } from '../job/job-end.ts'
import type { Assessment } from './assessment.ts'

type MarkParts = {
  readonly plan: Plan
  readonly manifestJobs: ReadonlySet<string>
  readonly journal: Journal
  readonly lockfile: { readonly inFlight: InFlight | undefined; mark(inFlight: InFlight): Promise<void> }
  readonly assessments: ReadonlyMap<string, Assessment>
  readonly run: string
  /** ISO time at which the run began. */
  readonly since: string
}

/**
 * The mark of a run in the lockfile: which jobs may be at a provider. Whoever has the lockfile and not the journal, because the state folder was
 * deleted or is on another machine, learns from it what may be paid for already.
 */
export class InFlightMark {
  readonly #parts: MarkParts
  /** Ids of the jobs that the run may submit. */
  readonly #begun: ReadonlySet<string>
  #written: Promise<void> | undefined

  /** To be made before any job begins. */
  constructor(parts: MarkParts) {
    this.#parts = parts
    this.#begun = toBegin(parts)
  }

  /**
   * Writes it into the lockfile, once in a run: to be called before each submission.
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
   * What is still under way when the run is over; undefined where nothing is.
   *
   * @param now what the lockfile says
   */
  left(ends: ReadonlyMap<string, JobEnd>, now: InFlight | undefined): InFlight | undefined {
    const named = new Set(now?.jobs)
    const jobs = this.#namesOf(
      (id) => this.#isOpen(id) && (!isSuccess(ends.get(id)) || (named.has(id) && ends.get(id)?.status === 'cached')),
      named,
    )
    if (jobs.length === 0) return undefined
    const { run } = this.#parts
    // A run that submitted nothing leaves the name of the one that did.
    return now === undefined ? { run, since: this.#sinceWith(now), jobs } : { ...now, jobs }
  }

  /** @param before names in the mark that was there: a job that left the manifest keeps its name until its submission is settled */
  #namesOf(isNamed: (id: string) => boolean, before: ReadonlySet<string>): string[] {
    return [...new Set([...this.#parts.manifestJobs, ...before])].filter(isNamed).toSorted()
  }

  #isOpen(id: string): boolean {
    const { journal } = this.#parts
    return journal.maybeSent.has(id) || isInFlight(journal.jobs.get(id)?.state)
  }

  /** The older one of the two: some of the jobs may be from then. */
  #sinceWith(before: InFlight | undefined): string {
    const { since } = this.#parts
    return before !== undefined && before.jobs.length > 0 && before.since < since ? before.since : since
  }
}

/** Jobs that may be submitted, and those that take something from them. */
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
