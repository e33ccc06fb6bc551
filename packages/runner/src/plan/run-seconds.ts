import type { JobInstance, Plan } from './plan.ts'

type Limits = Pick<Plan, 'concurrency' | 'providers'>

/** One provider's line: who waits for a slot, how many have one, how many were submitted. */
type Line = { readonly queue: JobInstance[]; running: number; submitted: number }

/**
 * How long it takes to render these, in seconds, when every clip takes as long as it is expected to and all limits are kept: tasks in
 * flight, here and at each provider, requests a minute, and what waits on what. Plays the run through, without waiting.
 *
 * @param secondsOf how long one clip takes from its submission to its end
 */
export function runSeconds(instances: readonly JobInstance[], limits: Limits, secondsOf: (instance: JobInstance) => number): number {
  const { missing, followers } = dependencies(instances)
  const lines = new Map<string, Line>()
  const running: { readonly instance: JobInstance; readonly endsAt: number }[] = []
  let now = 0

  const enqueue = (instance: JobInstance) => {
    const line = lines.get(instance.provider) ?? { queue: [], running: 0, submitted: 0 }
    lines.set(instance.provider, line)
    line.queue.push(instance)
  }
  const start = () => {
    for (const [id, line] of lines) {
      const { concurrency = 1, requestsPerMinute = Number.POSITIVE_INFINITY } = limits.providers[id] ?? {}
      while (line.queue.length > 0 && line.running < concurrency && running.length < limits.concurrency) {
        const instance = line.queue.shift()
        if (instance === undefined) break
        // A minute's requests may go at once; the next ones wait for the next minute.
        const sentAt = Math.max(now, Math.floor(line.submitted / requestsPerMinute) * 60)
        line.submitted += 1
        line.running += 1
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
    const line = lines.get(ended.instance.provider)
    if (line !== undefined) line.running -= 1
    for (const follower of followers.get(ended.instance.id) ?? []) {
      const left = (missing.get(follower.id) ?? 1) - 1
      missing.set(follower.id, left)
      if (left === 0) enqueue(follower)
    }
  }
  return now
}

/** How many of these each of them waits for, and who waits for it. What is not among them is done already. */
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
