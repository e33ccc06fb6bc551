import type { Price, PriceTable, ProviderTable, When } from '@shotlist/core/contract'
import { textOf } from '../spec/place.ts'
import { markdownTable } from './reference/markdown.ts'

/** A price for people: a formula, and the tables it names. */
export type PriceReport = { readonly formula: string; readonly tables: readonly PriceReportTable[] }
export type PriceReportTable = { readonly name: string; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }

type Choice = Extract<Price, { readonly first: unknown }>['first'][number]
type Context = { readonly unit: string; readonly tables: PriceReportTable[] }

/** Describes a price in the provider's unit. The formula numbers its tables in the order of their first use. */
export function priceReport(price: Price, unit: string): PriceReport {
  const context: Context = { unit, tables: [] }
  const formula = formulaOf(price, context)
  const namesUnit = context.tables.length > 0 || (typeof price === 'object' && 'unpublished' in price)
  return { formula: namesUnit ? formula : `${formula} ${unitName(unit, price)}`, tables: context.tables }
}

/** Units in capitals (`PTC`) have no plural. */
function unitName(unit: string, price?: Price): string {
  return unit === unit.toUpperCase() || unit.endsWith('s') || price === 1 ? unit : `${unit}s`
}

function formulaOf(price: Price, context: Context): string {
  if (typeof price === 'number') return String(price)
  if ('field' in price) return `\`${price.field}\``
  if ('sum' in price) return price.sum.map((part) => formulaOf(part, context)).join(' + ')
  if ('product' in price) return price.product.map((part) => grouped(part, context)).join(' × ')
  if ('divide' in price) return price.divide.map((part) => grouped(part, context)).join(' ÷ ')
  if ('ceil' in price) return `${grouped(price.ceil, context)} rounded up`
  if ('bytes' in price) return `UTF-8 bytes of \`${price.bytes}\``
  if ('seconds' in price)
    return `seconds of \`${price.seconds}\`${price.at_most === undefined ? '' : ` (at most ${price.at_most}, which counts if not known)`}`
  if ('unpublished' in price) return `not published: ${price.unpublished}`
  return 'by' in price ? lookup(price, context) : firstMatch(price.first, context)
}

/** A factor of a product, in parentheses if needed. Numbers in its tables are not amounts of the unit. */
function grouped(price: Price, { tables }: Context): string {
  const text = formulaOf(price, { tables, unit: 'factor' })
  return typeof price === 'object' && ('sum' in price || 'ceil' in price || 'divide' in price) ? `(${text})` : text
}

function lookup({ by, of }: { readonly by: readonly string[]; readonly of: PriceTable }, context: Context): string {
  const place = reserve(context)
  context.tables[place.index] = { name: place.name, ...pivotRows(by, tableRows(of, by.length), context.unit) }
  return place.name
}

function tableRows(of: PriceTable, depth: number): string[][] {
  return Object.entries(of).flatMap(([value, entry]) => {
    if (typeof entry === 'number') return [[value, ...Array.from({ length: depth - 1 }, () => 'any'), String(entry)]]
    return tableRows(entry, depth - 1).map((row) => [value].concat(row))
  })
}

function firstMatch(nested: readonly Choice[], context: Context): string {
  const choices = flattened(nested)
  const [one, other] = choices
  if (choices.length === 2 && one?.when !== undefined && other?.when === undefined && isShort(one.price) && isShort(other?.price)) {
    return `(${formulaOf(one.price, context)} if ${whenInWords(one.when)}, else ${formulaOf(other?.price ?? 0, context)})`
  }
  const place = reserve(context)
  const rows = choices.map(({ when, price }) => [when === undefined ? 'otherwise' : whenInWords(when), formulaOf(price, context)])
  context.tables[place.index] = { name: place.name, columns: ['when (the first line that holds)', context.unit], rows }
  return place.name
}

/** Flattens choices within the last, unconditional choice. */
function flattened(choices: readonly Choice[]): readonly Choice[] {
  const last = choices.at(-1)
  if (last === undefined || last.when !== undefined || typeof last.price !== 'object' || !('first' in last.price)) return choices
  return [...choices.slice(0, -1), ...flattened(last.price.first)]
}

/** Whether a price fits into a sentence: it has no tables and no reasons. */
function isShort(price: Price | undefined): boolean {
  if (typeof price !== 'object') return true
  if ('sum' in price || 'product' in price || 'divide' in price) return Object.values(price).flat().every(isShort)
  return 'ceil' in price ? isShort(price.ceil) : 'field' in price || 'bytes' in price || 'seconds' in price
}

/** Takes the next number, before the tables inside take theirs. */
function reserve({ tables }: Context): { index: number; name: string } {
  const index = tables.length
  const name = `table ${index + 1}`
  tables.push({ name, columns: [], rows: [] })
  return { index, name }
}

/** With more columns than this, rows are easier to read. */
const MAX_COLUMNS = 6

/**
 * A price table with one row for each combination of values. With two fields or more, the values of the last one become columns.
 *
 * @param by Names of the fields; each row has a value for each, then the price.
 */
function pivotRows(by: readonly string[], rows: readonly (readonly string[])[], unit: string): { columns: string[]; rows: string[][] } {
  const last = by.length - 1
  const values = [...new Set(rows.map((row) => row[last] ?? ''))]
  if (by.length < 2 || values.length > MAX_COLUMNS || values.includes('any')) {
    return { columns: [...by.map((field) => `\`${field}\``), unit], rows: rows.map((row) => [...row]) }
  }
  const byRest = new Map<string, Map<string, string>>()
  for (const row of rows) {
    const key = JSON.stringify(row.slice(0, last))
    const prices = byRest.get(key) ?? new Map<string, string>()
    byRest.set(key, prices.set(row[last] ?? '', row[last + 1] ?? ''))
  }
  return {
    columns: [...by.slice(0, last).map((field) => `\`${field}\``), ...values.map((value) => `\`${by[last]}\` ${value}`)],
    rows: [...byRest].map(([key, prices]) => (JSON.parse(key) as string[]).concat(values.map((value) => prices.get(value) ?? ''))),
  }
}

/** A condition on a request's fields in words: `` `quality` is 1080p and `duration` is 8 ``. */
function whenInWords(when: When): string {
  return Object.entries(when)
    .map(([field, wanted]) => `\`${field}\` ${wantedInWords(wanted)}`)
    .join(' and ')
}

function wantedInWords(wanted: When[string]): string {
  if (Array.isArray(wanted)) return `is ${orList(wanted.map(textOf))}`
  if (typeof wanted !== 'object' || wanted === null) return wanted === true ? 'is on' : wanted === false ? 'is off' : `is ${textOf(wanted)}`
  if ('present' in wanted) return wanted.present ? 'is given' : 'is not given'
  const { min, max } = wanted as { min?: number; max?: number }
  if (min !== undefined && max !== undefined) return `is ${min} to ${max}`
  return min === undefined ? `is at most ${max}` : `is at least ${min}`
}

/** `a`, `a or b`, `a, b or c`. */
export function orList(items: readonly string[]): string {
  return list(items, 'or')
}

/** `a`, `a and b`, `a, b and c`. */
export function andList(items: readonly string[]): string {
  return list(items, 'and')
}

function list(items: readonly string[], conjunction: string): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`
}

/** A price as Markdown: the formula as a sentence, then its tables. `undefined` for an operation without a price. */
export function priceMarkdown(price: Price | undefined, money: ProviderTable['money']): string {
  if (price === undefined) return 'Price: not published.'
  const report = priceReport(price, money.unit)
  const isTable = report.tables[0]?.name === report.formula
  const usd = typeof price === 'number' && money.usd !== undefined ? ` ($${roundUsd(price * money.usd)})` : ''
  const sentence = isTable ? `Price in ${unitName(money.unit)}:` : `Price: ${report.formula}${usd}.`
  const tables = report.tables.map((table, index) => {
    const heading = isTable && index === 0 ? '' : `${capital(table.name)}:\n\n`
    return heading + markdownTable(table.columns, table.rows)
  })
  return [sentence, ...tables].join('\n\n')
}

/** What the failed tasks of a provider cost; undefined if its document says nothing of it. */
export function failedTasksCost(tasks: ProviderTable['tasks']): string | undefined {
  const kinds = Object.entries(tasks).flatMap(([kind, { failure }]) =>
    failure.billable === undefined ? [] : [[kind, failure.billable] as const],
  )
  const texts = kinds.map(([kind, billable]) => {
    const { '*': others, ...named } = billable
    const cases = Object.entries(named).map(([failure, says]) => `${failure}: ${chargeText(says)}`)
    const rest = `${cases.length === 0 ? '' : 'others: '}${chargeText(others)}`
    return `${kinds.length === 1 ? '' : `${kind}: `}${[...cases, rest].join(', ')}`
  })
  return texts.length === 0 ? undefined : texts.join('; ')
}

function chargeText(says: boolean | readonly string[] | undefined): string {
  if (says === undefined) return 'perhaps charged'
  if (typeof says === 'boolean') return says ? 'charged' : 'not charged'
  return 'charged if the response says so'
}

function roundUsd(usd: number): string {
  return String(Number(usd.toFixed(6)))
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
