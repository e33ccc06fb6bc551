import type { Clip, Money } from '../contract/report.ts'

/** What clips of one kind cost: paid so far, and what rendering the rest is expected to cost. */
export type CostRow = { readonly name: string; readonly clips: number; readonly paid: number; readonly expected: number }

/** In USD, or in one unit that providers charge in. */
export type Currency = 'usd' | { readonly unit: string; readonly providers: ReadonlySet<string> }

export type CostKind = 'job' | 'tag' | 'provider'

/** Costs by kind, the dearest first. A clip with two tags counts for both. */
export function costsBy(clips: readonly Clip[], kind: CostKind, currency: Currency): readonly CostRow[] {
  const rows = new Map<string, { name: string; clips: number; paid: number; expected: number }>()
  for (const clip of clips) {
    for (const name of namesOf(clip, kind)) {
      const row = rows.get(name) ?? { name, clips: 0, paid: 0, expected: 0 }
      row.clips += 1
      row.paid += amountOf(clip, clip.spent, currency)
      row.expected += isToCome(clip) ? amountOf(clip, clip.price, currency) : 0
      rows.set(name, row)
    }
  }
  return [...rows.values()].toSorted((a, b) => b.paid + b.expected - a.paid - a.expected)
}

export type CostTotal = { readonly paid: number; readonly expected: number; readonly lost: number; readonly seconds: number }

/** The whole. `lost` was paid for renders that did not end in a file; `seconds` is the length of all files. */
export function costTotal(clips: readonly Clip[], currency: Currency): CostTotal {
  const total = { paid: 0, expected: 0, lost: 0, seconds: 0 }
  for (const clip of clips) {
    const paid = amountOf(clip, clip.spent, currency)
    total.paid += paid
    if (clip.state === 'failed') total.lost += paid
    if (isToCome(clip)) total.expected += amountOf(clip, clip.price, currency)
    total.seconds += clip.file?.seconds ?? 0
  }
  return total
}

/** Nothing was submitted for it yet, or what was submitted is over. */
const isToCome = ({ state }: Clip): boolean => state === 'planned' || state === 'waiting' || state === 'blocked' || state === 'failed'

function namesOf(clip: Clip, kind: CostKind): readonly string[] {
  if (kind === 'tag') return clip.tags.length === 0 ? ['no tag'] : clip.tags
  return [clip[kind]]
}

function amountOf(clip: Clip, money: Money, currency: Currency): number {
  if (currency === 'usd') return money.usd ?? 0
  return currency.providers.has(clip.provider) ? (money.amount ?? 0) : 0
}
