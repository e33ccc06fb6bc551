import type { Total } from '../errors/amounts.ts'
import type { JobInstance } from './plan.ts'
import type { ShownInstance } from './shown-plan.ts'

/** Sums clips, seconds and prices. Amounts are rounded to six digits after the decimal point. */
export function totalOf(instances: readonly JobInstance[]): Total {
  let seconds = 0
  let credits = 0
  let usd = 0
  let mostCredits = 0
  let mostUsd = 0
  let unpriced = 0
  let withoutUsd = 0
  for (const { price, seconds: length } of instances) {
    seconds += length ?? 0
    const { least, most } = price.range ?? { least: price, most: price }
    credits += least.credits ?? 0
    usd += least.usd ?? 0
    mostCredits += most.credits ?? 0
    mostUsd += most.usd ?? 0
    if (most.credits === undefined) unpriced += 1
    if (most.usd === undefined) withoutUsd += 1
  }
  return {
    clips: instances.length,
    seconds: rounded(seconds),
    credits: rounded(credits),
    usd: rounded(usd),
    most: { credits: rounded(mostCredits), usd: rounded(mostUsd) },
    unpriced,
    withoutUsd,
  }
}

/** Removes the rounding errors of binary fractions. */
function rounded(amount: number): number {
  return Math.round(amount * 1e6) / 1e6
}

/** The unit of all prices; undefined if there are several, because their amounts cannot be summed. */
export function unitOf(instances: readonly Pick<ShownInstance, 'price'>[]): string | undefined {
  const units = new Set(instances.map(({ price }) => price.unit))
  return units.size === 1 ? [...units][0] : undefined
}
