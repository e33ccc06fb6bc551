import { type Ingredients, renderName } from '../../job/fingerprint.ts'
import type { Start } from '../../job/recover.ts'
import type { JobInstance } from '../../plan/plan.ts'
import type { LockEntry } from '../../store/lockfile.ts'

/** What a job needs in this run, and why. */
export type Assessment =
  | Ready
  | Withheld
  /** It takes outputs of a job that is to be rendered, and renders after it; `stay`: not in this run. */
  | { readonly action: 'submit' | 'stay'; readonly cause: string; readonly fingerprint?: undefined }

/**
 * Nothing is done for it in this run. `store`: another machine may have rendered it, and the store that they share does not say; `in-flight`: a later
 * submission of it is not settled, and `pull` would forget that one.
 */
export type Withheld = {
  readonly action: 'withheld'
  readonly reason: 'store' | 'in-flight'
  readonly cause: string
  readonly fingerprint?: undefined
}

/** The same, for a job whose ingredients are all known. */
export type Ready = Start & {
  readonly fingerprint: string
  readonly ingredients: Ingredients
  /** The renders it was assessed with, by source; with others it must be assessed anew. */
  readonly renders: ReadonlyMap<string, string>
  /** What is known of it from elsewhere only: from the lockfile, or from another machine. */
  readonly entry?: LockEntry
  /** The instance as it is rendered, where it keeps another seed than the plan's. */
  readonly instance?: JobInstance
}

/** Names the render a job's outputs come from, as far as it is known before the job ends. */
export function renderOf(assessment: Assessment | undefined): string | undefined {
  if (assessment?.fingerprint === undefined) return undefined
  const { state } = assessment
  return state.phase === 'done' || state.phase === 'rendering' || state.phase === 'fetching' ? renderName(state) : undefined
}
