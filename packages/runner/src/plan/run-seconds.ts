import type { JobInstance, Plan } from './plan.ts'

type Limits = Pick<Plan, 'concurrency' | 'providers'>

/** The state of one provider: instances that wait for a slot, the number of slots in use, and the number of submissions. */
type Lane = { readonly queue: JobInstance[]; running: number; submitted: number }

/**
 * The expected length of a run in seconds, by simulation. Keeps all limits: tasks in flight, over all and at each provider, requests per
 * minute, and dependencies.
 *
 * @param secondsOf the expected seconds from the submission of a clip to the end of its task
 */
export function runSeconds(instances: readonly JobInstance[], limits: Limits, secondsOf: (instance: JobInstance) => number): number {
  const { missing, followers } = dependencies(instances)
  const lanes = new Map<string, Lane>()
  const running: { readonly instance: JobInstance; readonly endsAt: number }[] = []
  let now = 0

  const enqueue = (instance: JobInstance) => {
    const lane = lanes.get(instance.provider) ?? { queue: [], running: 0, submitted: 0 }
    lanes.set(instance.provider, lane)
    lane.queue.push(instance)
  }
  const start = () => {
    for (const [id, lane] of lanes) {
      const { concurrency = 1, requestsPerMinute = Number.POSITIVE_INFINITY } = limits.providers[id] ?? {}
      while (lane.queue.length > 0 && lane.running < concurrency && running.length < limits.concurrency) {
        const instance = lane.queue.shift()
        if (instance === undefined) break
        // All requests of a minute may be sent at once; more wait for the next minute.
        const sentAt = Math.max(now, Math.floor(lane.submitted / requestsPerMinute) * 60)
        lane.submitted += 1
        lane.running += 1
        running.push({ instance, endsAt: sentAt + secondsOf(instance) })
      }
    }
  }

  for (const instance of instances) if (missing.get(instance.id) === 0) enqueue(instance)
  for (start(); running.length > 0; start()) {
    const next = running.reduce(
      (earliest, each, index) => (each.endsAt < (running[earliest]?.endsAt ?? Number.POSITIVE_INFINITY) ? index : earliest),
      0,
    )
    const [ended] = running.splice(next, 1)
    if (ended === undefined) break
    now = Math.max(now, ended.endsAt)
    const lane = lanes.get(ended.instance.provider)
    if (lane !== undefined) lane.running -= 1
    for (const follower of followers.get(ended.instance.id) ?? []) {
      const left = (missing.get(follower.id) ?? 1) - 1
      missing.set(follower.id, left)
      if (left === 0) enqueue(follower)
    }
  }
  return now
}

/** For each instance, how many others it waits for, and which wait for it. Instances that are not in the list count as done. */
function dependencies(instances: readonly JobInstance[]) {
  const known = new Set(instances.map(({ id }) => id))
  const missing = new Map<string, number>()
  const followers = new Map<string, JobInstance[]>()
  for (const instance of instances) {
    const needs = instance.needs.filter((id) => known.has(id))
    missing.set(instance.id, needs.length)
    for (const id of needs) followers.set(id, [...(followers.get(id) ?? []), instance])
  }
  return { missing, followers }
}
