import { estimatePrice } from '@shotlist/core'
import type { Price } from '@shotlist/core/contract'
import type { JobInstance } from '../plan.ts'
import type { UsedOperation } from '../providers/resolve-operation.ts'
import { withPlaceholders } from '../request/placeholders.ts'

/** What a request costs by the document's prices. A price that turns on something known later is not known, and says so. */
export function priceInstance(
  request: Readonly<Record<string, unknown>>,
  { model, table }: Pick<UsedOperation, 'model' | 'table'>,
): JobInstance['price'] {
  const { unit } = model.table.money
  const { unresolved } = withPlaceholders(request)
  const fields = table.price === undefined ? [] : fieldsOf(table.price)
  const later = fields.find((field) => unresolved.some((pointer) => pointer === `/${field}` || pointer.startsWith(`/${field}/`)))
  // A field that only needs to be there may well be filled in later.
  if (later !== undefined && !isOnlyPresence(table.price, later))
    return { unit, why: `it depends on ${later}, which is known only when the jobs before it are done` }
  const estimate = estimatePrice(table, request, { money: model.table.money })
  if (estimate.unknown !== undefined) return { unit, why: estimate.unknown }
  return { credits: estimate.amount, unit: estimate.unit, ...(estimate.usd === undefined ? {} : { usd: estimate.usd }) }
}

const known = new WeakMap<object, readonly string[]>()

/** The fields a price looks at. */
function fieldsOf(price: Price): readonly string[] {
  if (typeof price === 'number') return []
  const before = known.get(price)
  if (before !== undefined) return before
  const fields = [...new Set(listFields(price, false))]
  known.set(price, fields)
  return fields
}

/** Whether a price asks of a field no more than whether it is given. */
function isOnlyPresence(price: Price | undefined, field: string): boolean {
  return price !== undefined && typeof price !== 'number' && !listFields(price, true).includes(field)
}

function listFields(price: Price, valuesOnly: boolean): readonly string[] {
  if (typeof price === 'number' || 'unpublished' in price) return []
  if ('field' in price) return [price.field]
  if ('by' in price) return price.by
  if ('bytes' in price) return [price.bytes]
  if ('seconds' in price) return [price.seconds]
  if ('ceil' in price) return listFields(price.ceil, valuesOnly)
  if ('first' in price)
    return price.first.flatMap((entry) => [...whenFields(entry.when ?? {}, valuesOnly), ...listFields(entry.price, valuesOnly)])
  const parts = 'sum' in price ? price.sum : 'product' in price ? price.product : price.divide
  return parts.flatMap((part) => listFields(part, valuesOnly))
}

function whenFields(when: Readonly<Record<string, unknown>>, valuesOnly: boolean): readonly string[] {
  return Object.entries(when)
    .filter(([, test]) => !valuesOnly || typeof test !== 'object' || test === null || !('present' in test))
    .map(([field]) => field)
}
