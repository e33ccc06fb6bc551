import { defined } from '@shotlist/codegen/defined'
import type { JobState } from '../../job/job-state.ts'
import { isInFlight, isUnsettled } from '../../job/job-state.ts'
import { recover } from '../../job/recover.ts'
import { outputOf } from '../../plan/outputs/output-names.ts'
import type { JobInstance, Plan, Value } from '../../plan/plan.ts'
import type { LockEntry, Lockfile } from '../../store/lockfile.ts'
import { fromLockEntry, ingredientsOfEntry } from '../lockfile/lock-entry.ts'
import type { Assessment } from './assessment.ts'
import type { AssessmentInputs } from './assessment-inputs.ts'
import { fileState } from './file-state.ts'

/**
 * The part of a plan whose files the lockfile lists, with the requests in the lockfile. Later changes to the manifest do not matter, and no
 * job waits for another.
 */
export function pullPlan(plan: Plan, { jobs }: Lockfile): Plan {
  return { ...plan, instances: plan.instances.flatMap((instance) => pulled(instance, jobs[instance.id])) }
}

function pulled(instance: JobInstance, entry: LockEntry | undefined): JobInstance[] {
  if (entry?.output === undefined) return []
  const { provider, operation, request, part } = entry
  const output = outputOf({ path: entry.output, ...defined({ part }) })
  return [{ ...instance, provider, operation, output, with: request as Readonly<Record<string, Value>>, needs: [], picks: [] }]
}

/** Why a file is not fetched: the record of a later submission would be lost. */
function unsettled(state: JobState): string {
  const advice = isUnsettled(state) ? 'settle it first: shotlist resolve' : 'shotlist run waits for it and fetches its file'
  return `a later submission of this job is not settled; ${advice}`
}

/** Finds which files of the lockfile are in place, and which must be fetched. By id. */
export async function assessPulled({ plan, lockfile, records }: AssessmentInputs): Promise<Map<string, Assessment>> {
  const assessments = new Map<string, Assessment>()
  for (const { id, output } of plan.instances) {
    const entry = lockfile.content.jobs[id]
    if (entry === undefined) continue
    const known = fromLockEntry(entry)
    const here = records.get(id)?.state
    if (isInFlight(here) && here !== undefined && 'key' in here && here.key !== entry.key) {
      assessments.set(id, { action: 'withheld', reason: 'in-flight', cause: unsettled(here) })
      continue
    }
    const { fingerprint } = known
    const ingredients = ingredientsOfEntry(entry)
    const file = known.state.phase === 'done' ? await fileState(plan.outputDir, output, known.state) : 'missing'
    const start = recover(known, { fingerprint, ingredients, idempotent: true, file, forced: false, lastAttempt: 0 })
    assessments.set(id, { ...start, fingerprint, ingredients, renders: new Map() })
  }
  return assessments
}
