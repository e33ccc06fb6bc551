import { type Ingredients, withoutNames } from '../../job/fingerprint.ts'
import { isOpen } from '../../job/job-state.ts'
import { canonicalJson } from '../../manifest/canonical-json.ts'
import type { JobInstance, Plan } from '../../plan/plan.ts'
import { deriveSeed } from '../../plan/request/seed.ts'
import type { JobRecord } from '../../store/journal/records.ts'
import type { Lockfile } from '../../store/lockfile.ts'
import { fromLockEntry } from './lock-entry.ts'

type Parts = {
  readonly plan: Plan
  readonly records: ReadonlyMap<string, JobRecord>
  readonly lockfile: { readonly content: Lockfile }
  /** Ids of all instances of the manifest, of which the plan may hold a part. */
  readonly jobs: ReadonlySet<string>
}

/** A render whose seed was derived, and what from. */
type Render = { readonly id: string; readonly ingredients: Ingredients; readonly base: string }

/** A seed that stays: its field, its value, and what it was derived from. */
export type KeptSeed = { readonly field: string; readonly seed: number; readonly base: string }

/**
 * Seeds that nobody gave. They follow from the job's name, so that two jobs differ and one stays the same whatever else is changed; but a clip
 * is the same clip when its job is renamed. So where all the rest was rendered with a seed that follows from the name of a job that is not in the
 * manifest any more, that seed stays, then and ever after.
 */
export class KeptSeeds {
  readonly #parts: Parts
  readonly #takenBy = new Map<string, string>()
  #left: ReadonlyMap<string, readonly Render[]> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The seed that an instance keeps, where it is not that of the plan. */
  of(instance: JobInstance, ingredients: Ingredients): KeptSeed | undefined {
    const field = this.#seedField(ingredients)
    if (field === undefined || instance.with[field] !== this.#derived(ingredients, instance.id)) return undefined
    const kept = this.#rendersOf(instance.id).filter((each) => each.ingredients.seedOf !== undefined)
    if (kept.length === 0 && this.#renamed().size === 0) return undefined
    const wanted = identityOf(ingredients, field)
    const own = kept.find((each) => identityOf(each.ingredients, field) === wanted)
    const { base } = own ?? this.#firstFree(wanted, instance.id) ?? {}
    const seed = base === undefined ? undefined : this.#derived(ingredients, base)
    return base === undefined || seed === undefined ? undefined : { field, seed, base }
  }

  /** Each render goes on in one job only. */
  #firstFree(wanted: string, id: string): Render | undefined {
    const free = this.#renamed()
      .get(wanted)
      ?.find((render) => (this.#takenBy.get(render.id) ?? id) === id)
    if (free !== undefined) this.#takenBy.set(free.id, id)
    return free
  }

  /** Renders of jobs that are not in the manifest any more, by what they are of. */
  #renamed(): ReadonlyMap<string, readonly Render[]> {
    this.#left ??= Map.groupBy(this.#leftOver(), ({ ingredients }) => identityOf(ingredients, this.#seedField(ingredients) ?? ''))
    return this.#left
  }

  /** But for those that go on in another job already. */
  #leftOver(): readonly Render[] {
    const { records, lockfile, jobs } = this.#parts
    const ids = [...new Set([...records.keys(), ...Object.keys(lockfile.content.jobs)])]
    const goOn = new Set(ids.flatMap((id) => (jobs.has(id) ? this.#rendersOf(id).map(({ ingredients }) => ingredients.seedOf) : [])))
    return ids.flatMap((id) => (jobs.has(id) ? [] : this.#rendersOf(id).filter(({ base }) => !goOn.has(base))))
  }

  /** What is known of a job, as far as its seed was derived. */
  #rendersOf(id: string): Render[] {
    const { records, lockfile } = this.#parts
    const record = records.get(id)
    const entry = lockfile.content.jobs[id]
    const known = [
      record !== undefined && !isOpen(record.state) ? record.ingredients : undefined,
      entry && fromLockEntry(entry).ingredients,
    ]
    return known.flatMap((ingredients) => {
      if (ingredients === undefined) return []
      // A plan derives a seed from the name with its take, which is the id.
      const base = ingredients.seedOf ?? id
      const field = this.#seedField(ingredients)
      return field !== undefined && ingredients.request[field] === this.#derived(ingredients, base) ? [{ id, ingredients, base }] : []
    })
  }

  #seedField({ provider, operation }: Ingredients): string | undefined {
    return this.#parts.plan.providers[provider]?.model.table.operations[operation]?.canonical['seed']
  }

  #derived({ provider, operation }: Ingredients, base: string): number {
    const { model } = this.#parts.plan.providers[provider] ?? {}
    const name = model?.table.operations[operation]?.canonical['seed']
    return deriveSeed(base, model?.operations[operation]?.fields.find((field) => field.name === name)?.maximum)
  }
}

/** All of a render but its seed, and the names of jobs. */
function identityOf({ request, seedOf: _name, ...others }: Ingredients, field: string): string {
  const { [field]: _seed, ...rest } = request
  return canonicalJson({ ...others, request: withoutNames(rest) })
}
