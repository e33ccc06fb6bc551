import { defined } from '../contract/defined.ts'
import type { OperationTable, Price, PriceTable, ProviderTable, When } from '../contract/index.ts'

/** What a request costs: `amount` in the provider's `unit`. `usd` is absent if the unit has no known rate; `unknown` says why there is no price. */
export type Estimate =
  | { readonly amount: number; readonly unit: string; readonly usd?: number; readonly unknown?: never }
  | { readonly unknown: string; readonly amount?: never; readonly usd?: never }

/** Amounts are rounded to six decimals, which removes the rounding errors of binary fractions. */
const PRECISION = 1e6

function rounded(amount: number): number {
  return Math.round(amount * PRECISION) / PRECISION
}

export type EstimateOptions = {
  readonly money: ProviderTable['money']
  /** Known lengths of media, in seconds, by the field that names the media. */
  readonly seconds?: Readonly<Record<string, number>>
}

/** No request costs this much, in units or USD: a larger amount is a mistake, and sums of such amounts could overflow. */
const MAX_AMOUNT = 1e9

/** Estimates what a request costs by the document's prices. Queries and uploads without a price cost 0; for other operations it is unknown. */
export function estimatePrice(
  { kind, price, defaults, fixed }: Pick<OperationTable, 'kind' | 'price' | 'defaults' | 'fixed'>,
  input: Readonly<Record<string, unknown>>,
  { money, seconds = {} }: EstimateOptions,
): Estimate {
  if (price === undefined && (kind === 'query' || kind === 'upload')) return { amount: 0, unit: money.unit, usd: 0 }
  if (price === undefined) return { unknown: 'the provider publishes no price' }
  const given = Object.entries(input).filter(([, value]) => value !== undefined)
  const amount = evaluatePrice(price, { fields: { ...defaults, ...Object.fromEntries(given), ...fixed }, seconds })
  if (typeof amount !== 'number') return amount
  const usd = amount * (money.usd ?? 0)
  if (!(amount >= 0 && amount <= MAX_AMOUNT && usd <= MAX_AMOUNT)) return { unknown: 'the computed price is negative or too large' }
  return { amount: rounded(amount), unit: money.unit, ...defined({ usd: money.usd === undefined ? undefined : rounded(usd) }) }
}

/** What a price is computed from. */
type PriceFacts = {
  /** The request's fields, with defaults for absent ones. */
  readonly fields: Readonly<Record<string, unknown>>
  /** Known lengths of media, in seconds, by the field that names the media. */
  readonly seconds?: Readonly<Record<string, number>>
}

/** An amount, or why it is unknown. */
type Amount = number | { readonly unknown: string }

/** Evaluates a document's price expression. If one part is unknown, so is the result: it never becomes zero by mistake. */
function evaluatePrice(price: Price, facts: PriceFacts): Amount {
  if (typeof price === 'number') return price
  if ('field' in price) return numberIn(facts.fields, price.field)
  if ('by' in price) return lookUp(price.of, price.by, facts.fields)
  if ('first' in price) {
    const entry = price.first.find(({ when }) => when === undefined || matches(when, facts.fields))
    return entry === undefined ? { unknown: 'no price is published for this request' } : evaluatePrice(entry.price, facts)
  }
  if ('sum' in price) return combine(price.sum, facts, (left, right) => left + right)
  if ('product' in price) return combine(price.product, facts, (left, right) => left * right)
  if ('divide' in price) return combine(price.divide, facts, (left, right) => left / right)
  if ('ceil' in price) {
    const amount = evaluatePrice(price.ceil, facts)
    return isAmount(amount) ? Math.ceil(amount - 1e-9) : amount
  }
  if ('bytes' in price) return textBytes(facts.fields, price.bytes)
  if ('seconds' in price) return secondsIn(price, facts.seconds)
  return { unknown: price.unpublished }
}

function isAmount(amount: Amount): amount is number {
  return typeof amount === 'number'
}

function own(record: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

function numberIn(fields: PriceFacts['fields'], name: string): Amount {
  const value = own(fields, name)
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : { unknown: `it depends on ${name}, which is not given` }
}

function lookUp(table: PriceTable, by: readonly string[], fields: PriceFacts['fields']): Amount {
  let entry: number | PriceTable = table
  const path: string[] = []
  for (const name of by) {
    const value = own(fields, name)
    if (value === undefined || value === null) return { unknown: `it depends on ${name}, which is not given` }
    path.push(`${name} ${String(value)}`)
    const next: unknown = typeof entry === 'object' ? own(entry, String(value)) : undefined
    if (next === undefined) return { unknown: `no price is published for ${path.join(', ')}` }
    entry = next as number | PriceTable
  }
  return typeof entry === 'number' ? entry : { unknown: `no price is published for ${path.join(', ')}` }
}

function isScalarMatch(value: unknown, expected: unknown): boolean {
  return value === expected || (value !== undefined && value !== null && String(value) === String(expected))
}

function matches(when: When, fields: PriceFacts['fields']): boolean {
  return Object.entries(when).every(([name, test]) => {
    const value = own(fields, name)
    if (test === null || typeof test !== 'object') return isScalarMatch(value, test)
    if (Array.isArray(test)) return test.some((each) => isScalarMatch(value, each))
    if ('present' in test) return (value !== undefined && value !== null && value !== '') === test.present
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = test as { readonly min?: number; readonly max?: number }
    return typeof value === 'number' && value >= min && value <= max
  })
}

function combine(prices: readonly Price[], facts: PriceFacts, operation: (left: number, right: number) => number): Amount {
  const amounts = prices.map((price) => evaluatePrice(price, facts))
  return amounts.find((amount) => !isAmount(amount)) ?? amounts.filter(isAmount).reduce(operation)
}

/** The longest length that the provider accepts counts where the length is not known. */
function secondsIn({ seconds: field, at_most: most }: Extract<Price, { seconds: string }>, known: PriceFacts['seconds']): Amount {
  const length = own(known ?? {}, field) as number | undefined
  if (length === undefined) return most ?? { unknown: `it depends on the length of ${field}` }
  return Math.min(length, most ?? length)
}

function textBytes(fields: PriceFacts['fields'], name: string): Amount {
  const value = own(fields, name)
  return typeof value === 'string' ? new TextEncoder().encode(value).length : { unknown: `it depends on ${name}, which is not given` }
}
