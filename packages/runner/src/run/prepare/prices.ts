import { defined } from '@shotlist/codegen/defined'
import type { ProviderTable } from '@shotlist/core/contract'
import { fillValues } from '../../job/fill-values.ts'
import { priceInstance } from '../../plan/instances/price-instance.ts'
import { priceAgain } from '../../plan/lengths/price-by-length.ts'
import { lengthFound, sourceLengths } from '../../plan/lengths/source-lengths.ts'
import type { JobInstance, JobPrice, Plan } from '../../plan/plan.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { JobResult } from '../job/job-end.ts'
import type { Assessment } from './assess.ts'
import type { Cost } from './budget.ts'
import { chargedOnce } from './equal-jobs.ts'
import type { Picks } from './picks.ts'

/** What is put aside for a job: its price, or the most that it may be. Empty where neither is known. */
export function costOf({ provider, price }: Pick<JobInstance, 'provider' | 'price'>): Cost {
  const { credits, usd } = price.range?.most ?? price
  return {
    provider,
    ...defined({ credits, usd, isBound: price.range === undefined ? undefined : true }),
  }
}

/** What a job costs now that the jobs before it are done: by the lengths of their files, and by what the provider answered. */
export function priceWithSources(instance: JobInstance, sources: ReadonlyMap<string, JobResult>, table: ProviderTable): JobPrice {
  const operation = table.operations[instance.operation]
  if (operation === undefined || sources.size === 0) return instance.price
  const lengths = sourceLengths(instance, table, { output: (id) => lengthFound(sources.get(id)?.file?.seconds) })
  const request = fillValues(instance.with, {
    file: ($file, upload) => ({ $file, upload }),
    url: ($url, upload) => ({ $url, upload }),
    output: (id, name) => sources.get(id)?.outputs[name] ?? { $output: { instance: id, name } },
  })
  return priceInstance(request, { money: table.money, table: operation, lengths })
}

/**
 * The instances of a plan, priced by the clips that are rendered already: by the length of their files, and by the takes that were picked. Equal
 * ones are charged once where the provider honours keys.
 */
export function knownPrices(plan: Plan, assessments: ReadonlyMap<string, Assessment>, picks: Picks): readonly JobInstance[] {
  const rendered = (id: string) => {
    const assessment = assessments.get(id)
    const done = assessment?.fingerprint === undefined || assessment.state.phase !== 'done' ? undefined : assessment.state
    return lengthFound(done?.file?.seconds)
  }
  return chargedOnce(priceAgain(plan, { rendered, pick: (group) => picks.of(group) }), plan, { assessments, picks })
}

type Priced = Pick<JobInstance, 'provider' | 'operation'>

/** By how much a provider has charged more for an operation than its price list says. */
type Overcharge = Priced & { readonly factor: number }

/**
 * What providers charge above their price lists, by operation: what earlier runs of the folder and this run have seen. What is planned and reserved
 * after that counts on the same.
 */
export class Overcharges {
  readonly #factors: Map<string, number>

  constructor(known: readonly Overcharge[] = []) {
    this.#factors = new Map(known.map((overcharge) => [nameOf(overcharge), overcharge.factor]))
  }

  /** Notes what a submission was charged, and what it should have cost. */
  note(operation: Priced, { price, charged }: { readonly price: number | undefined; readonly charged: number }): void {
    if (price === undefined || price <= 0) return
    this.#factors.set(nameOf(operation), Math.max(charged / price, this.#factorOf(operation)))
  }

  /** The same cost, as high as it may come. */
  expect(operation: Priced, cost: Cost): Cost {
    return { ...cost, ...times(cost, this.#factorOf(operation)) }
  }

  /** The same instance, with the price that is to be expected. */
  repriced(instance: JobInstance): JobInstance {
    const factor = this.#factorOf(instance)
    if (factor === 1) return instance
    const { range } = instance.price
    const price: JobPrice = {
      ...instance.price,
      ...times(instance.price, factor),
      ...defined({ range: range ? { least: range.least, most: { ...range.most, ...times(range.most, factor) } } : undefined }),
    }
    return { ...instance, price }
  }

  #factorOf(operation: Priced): number {
    return this.#factors.get(nameOf(operation)) ?? 1
  }
}

function nameOf({ provider, operation }: Priced): string {
  return `${provider}/${operation}`
}

type Amount = { readonly credits?: number; readonly usd?: number }

function times({ credits, usd }: Amount, factor: number): Amount {
  return defined({ credits: credits === undefined ? undefined : credits * factor, usd: usd === undefined ? undefined : usd * factor })
}

/**
 * What the jobs of a plan, as they are now, have cost already: a budget is for the batch, not for one run of it. Jobs are known by what was rendered,
 * and not by their names, which may be others by now. Renders of other machines count by the lockfile, and what is in doubt counts as paid.
 */
export function spentBefore(
  { providers, instances }: Plan,
  { journal, assessments }: { journal: Journal; assessments: ReadonlyMap<string, Assessment> },
): Cost[] {
  const inUsd = (provider: string, credits: number): Cost => {
    const usd = providers[provider]?.model.table.money.usd
    return { provider, credits, ...defined({ usd: usd === undefined ? undefined : credits * usd }) }
  }
  const current = new Set([...assessments.values()].map(({ fingerprint }) => fingerprint))
  const spent = journal.attempts.spent().filter(({ fingerprint }) => current.has(fingerprint))
  const here = spent.map(({ provider, amount }) => inUsd(provider, amount))
  const known = new Set(spent.map(({ fingerprint }) => fingerprint))
  const counted = new Set<string>()
  const elsewhere = instances.flatMap((instance) => {
    const assessment = assessments.get(instance.id)
    if (assessment?.fingerprint === undefined || !('key' in assessment.state)) return []
    const { fingerprint, state, entry } = assessment
    if (entry === undefined && known.has(fingerprint)) return []
    if (counted.has(state.key) || journal.attempts.underKey(state.key, { id: instance.id, fingerprint })) return []
    counted.add(state.key)
    const charged = entry?.credits ?? state.charged
    return [charged === undefined ? costOf(instance) : inUsd(instance.provider, charged)]
  })
  return [...here, ...elsewhere]
}
