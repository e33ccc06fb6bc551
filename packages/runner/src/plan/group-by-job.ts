import type { JobInstance } from './plan.ts'

/** A job's instances, and the jobs these depend on. */
export type JobGroup = { readonly job: string; readonly instances: readonly JobInstance[]; readonly after: readonly string[] }

/** Instances by job, in the plan's order. */
export function groupByJob(instances: readonly JobInstance[]): readonly JobGroup[] {
  const jobOf = new Map(instances.map(({ id, job }) => [id, job]))
  const groups = new Map<string, { instances: JobInstance[]; after: Set<string> }>()
  // Many instances share one list of needs: each list is read once per job.
  const seen = new Map<readonly string[], Set<string>>()
  for (const instance of instances) {
    const group = groups.get(instance.job) ?? { instances: [], after: new Set<string>() }
    groups.set(instance.job, group)
    group.instances.push(instance)
    if (seen.get(instance.needs) !== group.after) for (const id of instance.needs) addJob(group.after, jobOf.get(id))
    seen.set(instance.needs, group.after)
    for (const { candidates } of instance.picks) addJob(group.after, jobOf.get(candidates[0] ?? ''))
  }
  return [...groups].map(([job, group]) => ({ job, instances: group.instances, after: [...group.after] }))
}

function addJob(after: Set<string>, job: string | undefined): void {
  if (job !== undefined) after.add(job)
}
