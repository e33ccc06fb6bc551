import type { Clip, Money, Provider } from '../contract/report.ts'

/** A sum of costs: from `amount` to `most`, without `unknown` renders whose cost is unknown. */
export type Sum = { readonly amount: number; readonly most: number; readonly unknown: number }

/** The cost of one group of clips: paid so far, and expected for the rest. */
export type CostRow = { readonly name: string; readonly clips: number; readonly paid: Sum; readonly expected: Sum }

/** In USD, or in one unit that providers charge in. */
export type Currency = 'usd' | { readonly unit: string; readonly providers: ReadonlySet<string> }

export type CostKind = 'job' | 'tag' | 'provider'

/** Costs by group, the highest first. A clip with two tags counts for both. */
export function costsBy(clips: readonly Clip[], kind: CostKind, currency: Currency): readonly CostRow[] {
  const rows = new Map<string, { -readonly [Key in keyof CostRow]: CostRow[Key] }>()
  for (const clip of clips) {
    for (const name of namesOf(clip, kind)) {
      const row = rows.get(name) ?? { name, clips: 0, paid: NOTHING, expected: NOTHING }
      row.clips += 1
      row.paid = add(row.paid, sumOf(clip, clip.spent, currency))
      if (isToCome(clip)) row.expected = add(row.expected, sumOf(clip, clip.price, currency))
      rows.set(name, row)
    }
  }
  return [...rows.values()].toSorted((a, b) => b.paid.amount + b.expected.most - a.paid.amount - a.expected.most)
}

export type CostTotal = { readonly paid: Sum; readonly expected: Sum; readonly lost: Sum; readonly seconds: number }

/** The total cost. `lost` was paid for renders without a file; `seconds` is the length of all files. */
export function costTotal(clips: readonly Clip[], currency: Currency): CostTotal {
  const total = { paid: NOTHING, expected: NOTHING, lost: NOTHING, seconds: 0 }
  for (const clip of clips) {
    const paid = sumOf(clip, clip.spent, currency)
    total.paid = add(total.paid, paid)
    if (clip.state === 'failed') total.lost = add(total.lost, paid)
    if (isToCome(clip)) total.expected = add(total.expected, sumOf(clip, clip.price, currency))
    total.seconds += clip.file?.seconds ?? 0
  }
  return total
}

/** Whether the clip still has to be submitted: nothing was submitted, or the submission failed. */
function isToCome({ state }: Clip): boolean {
  return state === 'planned' || state === 'waiting' || state === 'blocked' || state === 'failed'
}

function namesOf(clip: Clip, kind: CostKind): readonly string[] {
  if (kind === 'tag') return clip.tags.length === 0 ? ['no tag'] : clip.tags
  return [clip[kind]]
}

const NOTHING: Sum = { amount: 0, most: 0, unknown: 0 }

function add(a: Sum, b: Sum): Sum {
  return { amount: a.amount + b.amount, most: a.most + b.most, unknown: a.unknown + b.unknown }
}

function sumOf({ provider }: Clip, money: Money, currency: Currency): Sum {
  if (currency !== 'usd' && !currency.providers.has(provider)) return NOTHING
  const of = (part: Money | undefined) => (currency === 'usd' ? part?.usd : part?.amount)
  const amount = of(money)
  if (amount === undefined) return { ...NOTHING, unknown: Math.max(1, money.unknown ?? 0) }
  return { amount, most: of(money.most) ?? amount, unknown: money.unknown ?? 0 }
}

/** The currencies for amounts: USD, and every unit that a provider charges in. */
export function currenciesOf(providers: Readonly<Record<string, Provider>>): readonly { name: string; currency: Currency }[] {
  const units = new Map<string, Set<string>>()
  for (const [id, { unit }] of Object.entries(providers)) units.set(unit, (units.get(unit) ?? new Set()).add(id))
  units.delete('USD')
  return [{ name: 'USD', currency: 'usd' }, ...[...units].map(([unit, ids]) => ({ name: unit, currency: { unit, providers: ids } }))]
}
