import type { Spent } from '../run/run-event.ts'
import { units, usd } from '../text/amounts.ts'

/**
 * `45 credits ($0.45)`; nothing where nothing was spent.
 *
 * @param unit what `credits` counts; undefined: amounts in several units, of which only the worth in dollars can be told
 */
export function spentText({ credits, usd: dollars }: Spent, unit: string | undefined = undefined): string {
  if (credits === 0) return dollars === 0 ? 'nothing' : usd(dollars)
  if (unit === undefined) return dollars === 0 ? 'amounts in several units' : usd(dollars)
  return dollars === 0 ? units(credits, unit) : `${units(credits, unit)} (${usd(dollars)})`
}
