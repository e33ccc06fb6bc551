import type { ProviderTable } from '@shotlist/core/contract'
import { fillValues } from '../../job/fill-values.ts'
import { priceInstance } from '../../plan/instances/price-instance.ts'
import { lengthFound, sourceLengths } from '../../plan/lengths/source-lengths.ts'
import type { JobInstance, JobPrice } from '../../plan/plan.ts'
import type { JobResult } from '../job/job-end.ts'
import type { Cost } from './budget.ts'

/** What is put aside for a job: its price, or the most that it may be. Empty where neither is known. */
export function costOf({ provider, price }: Pick<JobInstance, 'provider' | 'price'>): Cost {
  const { credits, usd } = price.range?.most ?? price
  return {
    provider,
    ...(credits !== undefined && { credits }),
    ...(usd !== undefined && { usd }),
    ...(price.range !== undefined && { isBound: true }),
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
