import picomatch from 'picomatch'
import type { JobInstance, Plan } from './plan.ts'

export type Selection = {
  /** Jobs and instances by name or glob, with those they depend on. Empty: all. */
  readonly only?: readonly string[]
  /** Jobs and instances to leave out, with those that depend on them. */
  readonly skip?: readonly string[]
  /** Restricts `only` to instances with one of these tags. */
  readonly tags?: readonly string[]
}

export type Selected = {
  /** In the plan's order. */
  readonly instances: readonly JobInstance[]
  /** Names and tags that match nothing. */
  readonly unmatched: readonly string[]
}

/** The selected instances, each after those it depends on. */
export function select(plan: Plan, { only = [], skip = [], tags = [] }: Selection): Selected {
  const unmatched: string[] = []
  const isOnly = matchAny(plan, only, unmatched)
  const isSkipped = matchAny(plan, skip, unmatched)
  for (const tag of tags) if (!plan.instances.some((instance) => instance.tags.includes(tag))) unmatched.push(tag)

  const left = withoutSkipped(plan.instances, isSkipped)
  const wanted = left.filter(
    (instance) => (only.length === 0 || isOnly(instance)) && (tags.length === 0 || tags.some((tag) => instance.tags.includes(tag))),
  )
  const kept = withDependencies(wanted, left)
  return { instances: left.filter(({ id }) => kept.has(id)), unmatched }
}

/** Removes skipped instances and those that depend on them. One pass is enough: instances come after those they depend on. */
function withoutSkipped(instances: readonly JobInstance[], isSkipped: (instance: JobInstance) => boolean): readonly JobInstance[] {
  const gone = new Set<string>()
  // Ten thousand instances may share one list of needs. All of it comes before the first of them, so it is checked once.
  const known = new Map<readonly string[], boolean>()
  const lacks = (needs: readonly string[]): boolean => {
    const lacking = known.get(needs) ?? needs.some((id) => gone.has(id))
    known.set(needs, lacking)
    return lacking
  }
  return instances.filter((instance) => {
    const stays =
      !isSkipped(instance) && !lacks(instance.needs) && !instance.picks.some(({ candidates }) => candidates.every((id) => gone.has(id)))
    if (!stays) gone.add(instance.id)
    return stays
  })
}

function withDependencies(wanted: readonly JobInstance[], all: readonly JobInstance[]): ReadonlySet<string> {
  const byId = new Map(all.map((instance) => [instance.id, instance]))
  const kept = new Set<string>()
  const open = wanted.map(({ id }) => id)
  const followed = new Set<readonly string[]>()
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (kept.has(id)) continue
    const instance = byId.get(id)
    if (instance === undefined) continue
    kept.add(id)
    if (!followed.has(instance.needs)) for (const need of instance.needs) open.push(need)
    followed.add(instance.needs)
    for (const { candidates } of instance.picks) for (const candidate of candidates) open.push(candidate)
  }
  return kept
}

/** A test for any of the patterns. Adds patterns that match nothing to `unmatched`. */
function matchAny(plan: Plan, patterns: readonly string[], unmatched: string[]): (instance: JobInstance) => boolean {
  const tests = patterns.map((pattern) => matcher(pattern))
  for (const [index, test] of tests.entries()) if (!plan.instances.some(test)) unmatched.push(patterns[index] ?? '')
  return (instance) => tests.some((test) => test(instance))
}

/** A test for one pattern: a job's name, an instance's id, the id without its take, or a glob of any of these. */
function matcher(pattern: string): (instance: JobInstance) => boolean {
  // Ids contain brackets, so brackets in patterns are literal; and a star also matches a slash.
  const glob = picomatch(pattern.replace(/[[\]()!+@]/g, '\\$&'), { bash: true, dot: true })
  return ({ id, job, take }) => {
    const group = take === undefined ? id : id.slice(0, id.lastIndexOf('#'))
    return [job, id, group].some((name) => name === pattern || glob(name))
  }
}
