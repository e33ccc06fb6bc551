import type { OperationTable, Price } from '../documents/terms.ts'
import type { Json, JsonObject } from '../responses/json.ts'

/** The input of a price calculation. */
export type PriceFacts = {
  /** The request's fields, including defaults. */
  readonly fields: JsonObject
  /** The length in seconds of the media in a field; `undefined` if it is not known. */
  readonly secondsOf: (field: string) => number | undefined
}

type When = NonNullable<Extract<Price, { first: unknown }>['first'][number]['when']>

/** The price of a request in the provider's unit; `undefined` if the document gives no price for it. */
export function priceOf(price: Price | undefined, facts: PriceFacts): number | undefined {
  if (price === undefined) return undefined
  if (typeof price === 'number') return price
  if ('field' in price) return numberOf(facts.fields[price.field])
  if ('by' in price) return lookUp(price.of, price.by, facts.fields)
  if ('first' in price) return priceOf(price.first.find((entry) => matches(entry.when, facts.fields))?.price, facts)
  if ('sum' in price) return combine(price.sum, facts, (all) => all.reduce((total, one) => total + one, 0))
  if ('product' in price) return combine(price.product, facts, (all) => all.reduce((total, one) => total * one, 1))
  if ('divide' in price) return combine(price.divide, facts, (all) => (all[0] as number) / (all[1] as number))
  if ('ceil' in price) return combine([price.ceil], facts, (all) => Math.ceil(all[0] as number))
  if ('bytes' in price) return bytesOf(facts.fields[price.bytes])
  if (!('seconds' in price)) return undefined
  const seconds = facts.secondsOf(price.seconds) ?? price.at_most
  return seconds === undefined ? undefined : Math.min(seconds, price.at_most ?? seconds)
}

/** The request's fields, and the operation's defaults for absent ones. */
export function withDefaults(operation: OperationTable, fields: JsonObject): JsonObject {
  return { ...(structuredClone(operation.defaults) as JsonObject), ...fields }
}

function combine(prices: readonly Price[], facts: PriceFacts, reckon: (all: number[]) => number): number | undefined {
  const all = prices.map((price) => priceOf(price, facts))
  const known = all.filter((one) => one !== undefined)
  const result = known.length === all.length ? reckon(known) : Number.NaN
  return Number.isFinite(result) ? result : undefined
}

function lookUp(table: unknown, by: readonly string[], fields: JsonObject): number | undefined {
  let here: unknown = table
  for (const field of by) {
    const key = String(fields[field])
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Record<string, unknown>)[key]
  }
  return typeof here === 'number' ? here : undefined
}

function matches(when: When | undefined, fields: JsonObject): boolean {
  return Object.entries(when ?? {}).every(([field, wanted]) => matchesField(fields[field], wanted))
}

function matchesField(value: Json | undefined, wanted: When[string]): boolean {
  if (Array.isArray(wanted)) return wanted.some((one) => equal(value, one as Json))
  if (typeof wanted !== 'object' || wanted === null) return equal(value, wanted as Json)
  if ('present' in wanted) return (value !== undefined && value !== null) === wanted.present
  const range = wanted as { readonly min?: number; readonly max?: number }
  const number = numberOf(value)
  return number !== undefined && number >= (range.min ?? -Infinity) && number <= (range.max ?? Infinity)
}

function equal(value: Json | undefined, wanted: Json): boolean {
  if (value === undefined || value === null || wanted === null) return (value ?? null) === wanted
  return typeof value === 'boolean' || typeof wanted === 'boolean' ? value === wanted : String(value) === String(wanted)
}

function numberOf(value: Json | undefined): number | undefined {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined
}

function bytesOf(value: Json | undefined): number {
  return typeof value === 'string' ? new TextEncoder().encode(value).byteLength : 0
}
