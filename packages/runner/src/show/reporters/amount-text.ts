import { count, unitsBetween, usdBetween } from '../../errors/amounts.ts'
import type { Cost, Spent } from '../../run/run-event.ts'

/**
 * `45 credits ($0.45)`, `45-125 credits ($0.45-$1.25)`, or `nothing`.
 *
 * @param unit what `credits` counts; undefined for amounts in several units, which are shown in dollars only
 */
export function spentText(least: Spent & { readonly most?: Spent }, unit: string | undefined = undefined): string {
  const { most = least } = least
  const dollars = usdBetween(least.usd, most.usd)
  if (most.credits === 0) return most.usd === 0 ? 'nothing' : dollars
  if (unit === undefined) return most.usd === 0 ? 'amounts in several units' : dollars
  const credits = unitsBetween(least.credits, most.credits, unit)
  return most.usd === 0 ? credits : `${credits} (${dollars})`
}

/** The same with clips of unknown price: `45 credits ($0.45) and 2 clips of unknown price`. */
export function costText(cost: Cost, unit: string | undefined = undefined): string {
  if (cost.unknown === 0) return spentText(cost, unit)
  const unknown = `${count(cost.unknown, 'clip')} of unknown price`
  return cost.credits === 0 && cost.usd === 0 ? unknown : `${spentText(cost, unit)} and ${unknown}`
}

/** Ratios that providers have names for. */
const NAMED = ['16:9', '9:16', '4:3', '3:4', '1:1', '2:3', '3:2', '21:9'] as const

/** A clip may differ from its ratio by a pixel or two, because encoders need even sides. */
const TOLERANCE = 0.015

/** The ratio of a picture: `16:9`, or `1.85:1` if it has no name. */
export function ratioText(width: number, height: number): string {
  const ratio = width / height
  const named = NAMED.find((name) => {
    const [across = 1, down = 1] = name.split(':').map(Number)
    return Math.abs(ratio / (across / down) - 1) < TOLERANCE
  })
  return named ?? `${Math.round(ratio * 100) / 100}:1`
}

/** `(moderation, 500063)`: the class of a failure and its code, once if they are equal. */
export function kindText({ class: kind, code }: { readonly class: string; readonly code: string }): string {
  return kind === code ? `(${kind})` : `(${kind}, ${code})`
}
