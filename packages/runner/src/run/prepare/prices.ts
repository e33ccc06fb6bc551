import { defined } from '@shotlist/codegen/defined'
import type { ProviderTable } from '@shotlist/core/contract'
import { outputNamed } from '../../job/job-state.ts'
import { replaceNodes } from '../../job/request-nodes.ts'
import { priceInstance } from '../../plan/instances/price-instance.ts'
import { lengthFound, sourceLengths } from '../../plan/lengths/source-lengths.ts'
import type { JobInstance, JobPrice } from '../../plan/plan.ts'
import type { JobResult } from '../job/job-end.ts'
import type { SubmissionCost } from './budget.ts'

/** What is reserved for a job: its price, or the upper bound of its price. Without amounts if neither is known. */
export function costOf({ provider, price }: Pick<JobInstance, 'provider' | 'price'>): SubmissionCost {
  const { credits, usd } = price.range?.most ?? price
  return {
    provider,
    ...defined({ credits, usd, isBound: price.range === undefined ? undefined : true }),
  }
}

/** The price of a job whose earlier jobs are done: by the lengths of their files, and by their outputs. */
export function priceWithSources(instance: JobInstance, sources: ReadonlyMap<string, JobResult>, table: ProviderTable): JobPrice {
  const operation = table.operations[instance.operation]
  if (operation === undefined || sources.size === 0) return instance.price
  const lengths = sourceLengths(instance, table, { output: (id) => lengthFound(sources.get(id)?.file?.seconds) })
  const request = replaceNodes(instance.with, {
    file: ($file, upload) => ({ $file, ...defined({ upload }) }),
    url: ($url, upload) => ({ $url, upload }),
    output: (id, name) => outputNamed(sources.get(id)?.outputs ?? {}, name) ?? { $output: { instance: id, name } },
  })
  return priceInstance(request, { money: table.money, table: operation, lengths })
}

type Priced = Pick<JobInstance, 'provider' | 'operation'>

/** The highest factor by which a provider has charged more for an operation than its price list says. */
type Overcharge = Priced & { readonly factor: number }

/**
 * What providers charge above their price lists, by operation, as seen in this run and in earlier runs of the folder. Later estimates and
 * reservations use the same factors.
 */
export class Overcharges {
  readonly #factors: Map<string, number>

  constructor(known: readonly Overcharge[] = []) {
    this.#factors = new Map(known.map((overcharge) => [nameOf(overcharge), overcharge.factor]))
  }

  /** Notes the list price and the charge of a submission. */
  note(operation: Priced, { price, charged }: { readonly price: number | undefined; readonly charged: number }): void {
    if (price === undefined || price <= 0) return
    this.#factors.set(nameOf(operation), Math.max(charged / price, this.#factorOf(operation)))
  }

  /** The same cost, raised to the expected charge. */
  expect(operation: Priced, cost: SubmissionCost): SubmissionCost {
    return { ...cost, ...times(cost, this.#factorOf(operation)) }
  }

  /** The same instance, with its price raised to the expected charge. */
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
