import type { OperationTable, ProviderTable } from '../contract/index.ts'
import type { Estimate } from './estimate.ts'
import { evaluatePrice } from './evaluate-price.ts'

/** Amounts are sums and products of published prices: what lies beyond this is the rounding of binary fractions. */
const digits = 1e6

const rounded = (amount: number): number => Math.round(amount * digits) / digits

export type EstimateOptions = {
  readonly money: ProviderTable['money']
  /** Lengths of media in seconds, by the field that names them, where they are known. */
  readonly seconds?: Readonly<Record<string, number>>
}

/** No request costs so many units, or dollars: what comes to more is a mistake, and sums of it are no numbers any more. */
const most = 1e9

/** What a request costs, by the document's prices. Pure. An operation without a price has none published; one that is free to call costs 0. */
export const estimatePrice = (
  { kind, price, defaults, fixed }: Pick<OperationTable, 'kind' | 'price' | 'defaults' | 'fixed'>,
  input: Readonly<Record<string, unknown>>,
  { money, seconds = {} }: EstimateOptions,
): Estimate => {
  if (price === undefined && (kind === 'query' || kind === 'upload')) return { amount: 0, unit: money.unit, usd: 0 }
  if (price === undefined) return { unknown: 'the provider publishes no price' }
  const given = Object.entries(input).filter(([, value]) => value !== undefined)
  const amount = evaluatePrice(price, { fields: { ...defaults, ...Object.fromEntries(given), ...fixed }, seconds })
  if (typeof amount !== 'number') return amount
  const usd = amount * (money.usd ?? 0)
  if (!(amount >= 0 && amount <= most && usd <= most)) return { unknown: 'the price comes to an amount that cannot be' }
  return { amount: rounded(amount), unit: money.unit, ...(money.usd === undefined ? {} : { usd: rounded(usd) }) }
}
