import { type Ingredients, renderName } from '../../job/fingerprint.ts'
import type { Start } from '../../job/recover.ts'
import type { JobInstance } from '../../plan/plan.ts'
import type { LockEntry } from '../../store/lockfile.ts'

/** What a job needs in this run, and why. */
export type Assessment =
  | KnownAssessment
  | Withheld
  /** `submit`: it uses outputs of a job that must be rendered first. `stay`: it is not rendered in this run. */
  | { readonly action: 'submit' | 'stay'; readonly cause: string; readonly fingerprint?: undefined }

/**
 * This run does nothing for the job. `store`: another machine may have rendered it, and the shared store cannot be read. `in-flight`: a later
 * submission of it is not settled, and `pull` would lose its record.
 */
export type Withheld = {
  readonly action: 'withheld'
  readonly reason: 'store' | 'in-flight'
  readonly cause: string
  readonly fingerprint?: undefined
}

/** What a job needs in this run, with all its ingredients known. */
export type KnownAssessment = Start & {
  readonly fingerprint: string
  readonly ingredients: Ingredients
  /** The renders it was assessed with, by source. With others it must be assessed again. */
  readonly renders: ReadonlyMap<string, string>
  /** What only the lockfile or the shared store knows of it. */
  readonly entry?: LockEntry
  /** The instance as it is rendered, if it keeps another seed than the plan's. */
  readonly instance?: JobInstance
}

/** The name of the render that a job's outputs come from, if it is known before the job ends. */
export function renderOf(assessment: Assessment | undefined): string | undefined {
  if (assessment?.fingerprint === undefined) return undefined
  const { state } = assessment
  return state.phase === 'done' || state.phase === 'rendering' || state.phase === 'fetching' ? renderName(state) : undefined
}
