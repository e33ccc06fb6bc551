import { count, unitsBetween, usdBetween } from '../../errors/amounts.ts'
import type { Cost, Spent } from '../../run/run-event.ts'

/**
 * `45 credits ($0.45)`, `45-125 credits ($0.45-$1.25)`; nothing where nothing was spent.
 *
 * @param unit what `credits` counts; undefined: amounts in several units, of which only the worth in dollars can be told
 */
export function spentText(least: Spent & { readonly most?: Spent }, unit: string | undefined = undefined): string {
  const { most = least } = least
  const dollars = usdBetween(least.usd, most.usd)
  if (most.credits === 0) return most.usd === 0 ? 'nothing' : dollars
  if (unit === undefined) return most.usd === 0 ? 'amounts in several units' : dollars
  const credits = unitsBetween(least.credits, most.credits, unit)
  return most.usd === 0 ? credits : `${credits} (${dollars})`
}

/** The same with what is not known of it: `45 credits ($0.45) and 2 clips of unknown price`. */
export function costText(cost: Cost, unit: string | undefined = undefined): string {
  if (cost.unknown === 0) return spentText(cost, unit)
  const unknown = `${count(cost.unknown, 'clip')} of unknown price`
  return cost.credits === 0 && cost.usd === 0 ? unknown : `${spentText(cost, unit)} and ${unknown}`
}
