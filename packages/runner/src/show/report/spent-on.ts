import { defined } from '@shotlist/codegen/defined'
import type { Money } from '@shotlist/review'
import { mayBePaid } from '../../job/status.ts'
import type { JobInstance } from '../../plan/plan.ts'
import type { AttemptRecord } from '../../store/journal/records.ts'
import type { LockEntry } from '../../store/lockfile.ts'

type Options = {
  readonly attempts: readonly AttemptRecord[]
  readonly lock: LockEntry | undefined
  readonly price: JobInstance['price']
  /** The worth of one unit of the provider in USD. */
  readonly usd: number | undefined
}

/** What all renders of a clip cost, failed and replaced ones included; what the lockfile says if the journal has no render. */
export function spentOn({ attempts, lock, price, usd }: Options): Money {
  const amounts =
    attempts.length === 0 && lock !== undefined
      ? [lock.credits ?? price.credits]
      : attempts.filter(isPaid).map(({ charged, estimated }) => charged ?? estimated)
  const known = amounts.filter((amount) => amount !== undefined)
  const unknown = amounts.length - known.length
  if (known.length === 0 && unknown > 0) return { unknown }
  const amount = known.reduce((sum, each) => sum + each, 0)
  return { amount, ...defined({ usd: usd === undefined ? undefined : amount * usd, unknown: unknown > 0 ? unknown : undefined }) }
}

function isPaid({ state, charged, failure }: AttemptRecord): boolean {
  return mayBePaid(state) || (state === 'failed' && (charged === undefined ? failure?.billable === true : charged > 0))
}
