import { defined } from '@shotlist/codegen/defined'
import { allFiles } from '../../job/job-state.ts'
import type { Plan } from '../../plan/plan.ts'
import type { ShownPlan } from '../../plan/shown-plan.ts'
import { isSuccess, type JobEnd } from '../job/job-end.ts'
import type { PlanSources, Stamp } from './stamp.ts'

export type StampParts = {
  readonly plan: Plan
  readonly sources: PlanSources
  /** SHA-256 (hex) of the lockfile as it stands. */
  readonly lockfile: string
  /** By id of the instance. */
  readonly ends: ReadonlyMap<string, JobEnd>
  /** Returns the path to show for a file below the output folder. */
  readonly shownPath: (path: string) => string
}

/** Makes the stamp of a run that left everything up to date; undefined if it did not. */
export function makeStamp({ plan, sources, lockfile, ends, shownPath }: StampParts): Stamp | undefined {
  const files: Stamp['files'][number][] = []
  for (const { id, output } of plan.instances) {
    const end = ends.get(id)
    if (!isSuccess(end)) return undefined
    const [file, ...others] = allFiles(end).map(({ path, sha256, bytes, modifiedMs }) => ({
      path: shownPath(path),
      sha256,
      bytes,
      modifiedMs,
    }))
    if (file === undefined && output !== undefined) return undefined
    files.push(file === undefined ? null : { ...file, ...defined({ others: others.length === 0 ? undefined : others }) })
  }
  return { format: 1, sources, lockfile, plan: shownPlan(plan), files }
}

/** Only what reports show. A plan has more: the contents of its providers' documents. */
function shownPlan({ name, manifestPath, budget, providers, instances }: Plan): ShownPlan {
  return {
    name,
    manifestPath,
    budget,
    providers: Object.fromEntries(
      Object.entries(providers).map(([id, { model }]) => {
        const { usd } = model.table.money
        return [id, { model: { table: { money: defined({ usd }) } } }]
      }),
    ),
    instances: instances.map(({ id, job, at, provider, price }) => ({ id, job, at, provider, price: { unit: price.unit } })),
  }
}
