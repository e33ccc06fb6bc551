import { defined } from '@shotlist/codegen/defined'
import { estimatePrice } from '@shotlist/core'
import type { OperationTable, Price, ProviderTable } from '@shotlist/core/contract'
import type { Length } from '../lengths/source-lengths.ts'
import type { JobInstance } from '../plan.ts'
import { withPlaceholders } from '../request/placeholders.ts'

type Options = Pick<ProviderTable, 'money'> & {
  readonly table: OperationTable
  /** Lengths of the media that the request names, by field. */
  readonly lengths?: Readonly<Record<string, Length>>
}

/**
 * The price of a request by the document's price list: an amount, or a range if a length is only known within bounds. A price that depends
 * on a value that is only known later has no amount, and `why` says so.
 */
export function priceInstance(request: Readonly<Record<string, unknown>>, { money, table, lengths = {} }: Options): JobInstance['price'] {
  const { unit } = money
  const { unresolved } = withPlaceholders(request)
  const { price } = table
  const isLater = (field: string) => unresolved.some((pointer) => pointer === `/${field}` || pointer.startsWith(`/${field}/`))
  // A later value is enough for conditions that only test presence, and the length of a clip may be known before the clip exists.
  const later = price === undefined ? undefined : fieldsOf(price).find(isLater)
  if (later !== undefined)
    return { unit, why: `it depends on ${later}, which is known only when the jobs before it are done`, isLater: true }
  const seconds = (end: keyof Length) => Object.fromEntries(Object.entries(lengths).map(([field, length]) => [field, length[end]]))
  const least = estimatePrice(table, request, { money, seconds: seconds('least') })
  const most = estimatePrice(table, request, { money, seconds: seconds('most') })
  if (least.unknown !== undefined || most.unknown !== undefined) {
    const why = most.unknown ?? least.unknown ?? ''
    return { unit, why, ...defined({ isLater: isOfMadeClip(price, request, lengths) ? true : undefined }) }
  }
  if (least.amount === most.amount) return { ...amountOf(most), unit }
  const why = 'it depends on a length that is only known within bounds'
  return {
    unit,
    why,
    range: { least: amountOf(least), most: amountOf(most) },
    ...defined({ isLater: isOfMadeClip(price, request, {}) ? true : undefined }),
  }
}

function amountOf({ amount = 0, usd }: { readonly amount?: number; readonly usd?: number }) {
  return {
    credits: amount,
    ...defined({ usd }),
  }
}

/** Whether the price depends on the length of a clip that another job still has to make. */
function isOfMadeClip(
  price: Price | undefined,
  request: Readonly<Record<string, unknown>>,
  lengths: Readonly<Record<string, Length>>,
): boolean {
  const fields = price === undefined ? [] : lengthFields(price)
  return fields.some((field) => lengths[field] === undefined && JSON.stringify(request[field] ?? null).includes('"$output"'))
}

const known = new WeakMap<object, readonly string[]>()

/** The fields whose values a price depends on. */
function fieldsOf(price: Price): readonly string[] {
  if (typeof price === 'number') return []
  const before = known.get(price)
  if (before !== undefined) return before
  const fields = [...new Set(listFields(price))]
  known.set(price, fields)
  return fields
}

function listFields(price: Price): readonly string[] {
  if (typeof price === 'number' || 'unpublished' in price || 'seconds' in price) return []
  if ('field' in price) return [price.field]
  if ('by' in price) return price.by
  if ('bytes' in price) return [price.bytes]
  if ('first' in price) return price.first.flatMap((entry) => [...whenFields(entry.when ?? {}), ...listFields(entry.price)])
  return partsOf(price).flatMap(listFields)
}

/** The fields that name the media whose length a price depends on. */
function lengthFields(price: Price): readonly string[] {
  if (typeof price === 'number' || 'unpublished' in price || 'field' in price || 'by' in price || 'bytes' in price) return []
  if ('seconds' in price) return [price.seconds]
  return ('first' in price ? price.first.map((entry) => entry.price) : partsOf(price)).flatMap(lengthFields)
}

type Arithmetic = Extract<Price, { sum: unknown } | { product: unknown } | { divide: unknown } | { ceil: unknown }>

function partsOf(price: Arithmetic): readonly Price[] {
  if ('ceil' in price) return [price.ceil]
  return 'sum' in price ? price.sum : 'product' in price ? price.product : price.divide
}

function whenFields(when: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.entries(when)
    .filter(([, test]) => typeof test !== 'object' || test === null || !('present' in test))
    .map(([field]) => field)
}
