import { type Ingredients, withoutNames } from '../../job/fingerprint.ts'
import { needsSubmission } from '../../job/job-state.ts'
import { canonicalJson } from '../../manifest/canonical-json.ts'
import type { JobInstance, Plan } from '../../plan/plan.ts'
import { deriveSeed } from '../../plan/request/seed.ts'
import type { JobRecord } from '../../store/journal/records.ts'
import type { Lockfile } from '../../store/lockfile.ts'
import { fromLockEntry } from '../lockfile/lock-entry.ts'

type Parts = {
  readonly plan: Plan
  readonly records: ReadonlyMap<string, JobRecord>
  readonly lockfile: { readonly content: Lockfile }
  /** Ids of all instances of the manifest. The plan may hold only a part of them. */
  readonly jobs: ReadonlySet<string>
}

/** A render with a derived seed, and the id that its seed was derived from. */
type Render = { readonly id: string; readonly ingredients: Ingredients; readonly base: string }

/** A seed that an instance keeps: its field, its value, and the id that it was derived from. */
export type KeptSeed = { readonly field: string; readonly seed: number; readonly base: string }

/**
 * Keeps derived seeds when jobs are renamed. A seed that is not given is derived from the id, so that jobs differ and each keeps its seed
 * whatever else changes. A renamed job must keep its clip too: if an equal request was rendered with a seed from an id that is no longer in
 * the manifest, the job keeps that seed from then on.
 */
export class KeptSeeds {
  readonly #parts: Parts
  /** The renamed job that continues a removed job, by the id of the removed one. */
  readonly #continuedBy = new Map<string, string>()
  #continuable: ReadonlyMap<string, readonly Render[]> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** The seed that an instance keeps, if it is not the plan's. */
  of(instance: JobInstance, ingredients: Ingredients): KeptSeed | undefined {
    const field = this.#seedField(ingredients)
    if (field === undefined || instance.with[field] !== this.#derivedSeed(ingredients, instance.id)) return undefined
    const ownRenders = this.#rendersOf(instance.id).filter((render) => render.ingredients.seedOf !== undefined)
    if (ownRenders.length === 0 && this.#continuableRenders().size === 0) return undefined
    const identity = identityOf(ingredients, field)
    const ownRender = ownRenders.find((render) => identityOf(render.ingredients, field) === identity)
    const { base } = ownRender ?? this.#firstFree(identity, instance.id) ?? {}
    const seed = base === undefined ? undefined : this.#derivedSeed(ingredients, base)
    return base === undefined || seed === undefined ? undefined : { field, seed, base }
  }

  /** The first equal render that no other job has continued. */
  #firstFree(identity: string, id: string): Render | undefined {
    const free = this.#continuableRenders()
      .get(identity)
      ?.find((render) => (this.#continuedBy.get(render.id) ?? id) === id)
    if (free !== undefined) this.#continuedBy.set(free.id, id)
    return free
  }

  /** Renders that a renamed job may continue, by their identity. */
  #continuableRenders(): ReadonlyMap<string, readonly Render[]> {
    this.#continuable ??= Map.groupBy(this.#rendersOfRemovedJobs(), ({ ingredients }) =>
      identityOf(ingredients, this.#seedField(ingredients) ?? ''),
    )
    return this.#continuable
  }

  /** Renders of jobs that are no longer in the manifest, without those that another job has continued. */
  #rendersOfRemovedJobs(): readonly Render[] {
    const { records, lockfile, jobs } = this.#parts
    const ids = [...new Set([...records.keys(), ...Object.keys(lockfile.content.jobs)])]
    const continued = new Set(ids.flatMap((id) => (jobs.has(id) ? this.#rendersOf(id).map(({ ingredients }) => ingredients.seedOf) : [])))
    return ids.flatMap((id) => (jobs.has(id) ? [] : this.#rendersOf(id).filter(({ base }) => !continued.has(base))))
  }

  /** The known renders of a job that have a derived seed. */
  #rendersOf(id: string): Render[] {
    const { records, lockfile } = this.#parts
    const record = records.get(id)
    const entry = lockfile.content.jobs[id]
    const known = [
      record !== undefined && !needsSubmission(record.state) ? record.ingredients : undefined,
      entry && fromLockEntry(entry).ingredients,
    ]
    return known.flatMap((ingredients) => {
      if (ingredients === undefined) return []
      const base = ingredients.seedOf ?? id
      const field = this.#seedField(ingredients)
      return field !== undefined && ingredients.request[field] === this.#derivedSeed(ingredients, base) ? [{ id, ingredients, base }] : []
    })
  }

  #seedField({ provider, operation }: Ingredients): string | undefined {
    return this.#parts.plan.providers[provider]?.model.table.operations[operation]?.canonical['seed']
  }

  #derivedSeed({ provider, operation }: Ingredients, base: string): number {
    const { model } = this.#parts.plan.providers[provider] ?? {}
    const name = model?.table.operations[operation]?.canonical['seed']
    return deriveSeed(base, model?.operations[operation]?.fields.find((field) => field.name === name)?.maximum)
  }
}

/** What two equal renders have in common: the ingredients without the seed and the names of jobs. */
function identityOf({ request, seedOf: _name, ...others }: Ingredients, field: string): string {
  const { [field]: _seed, ...rest } = request
  return canonicalJson({ ...others, request: withoutNames(rest) })
}
