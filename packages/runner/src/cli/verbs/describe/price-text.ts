import { type PriceReportTable, type ProviderModel, priceReport } from '@shotlist/codegen'
import type { OperationTable } from '@shotlist/core/contract'
import { alignColumns } from '../../../show/text/columns.ts'
import { splitColumns } from '../../../show/text/split-columns.ts'
import { paragraph } from './section.ts'
import type { TextOptions } from './text-options.ts'

/** A price for a person: the formula, and the tables it speaks of. */
export function priceText(table: OperationTable, model: ProviderModel, options: TextOptions): string {
  if (table.price === undefined) return paragraph(table.kind === 'task' || table.kind === 'charge' ? 'not published' : 'free', options)
  const { formula, tables } = priceReport(table.price, model.table.money.unit)
  const [first, ...others] = tables
  // A formula that only names the first table says nothing.
  if (first === undefined || formula !== first.name) return paragraph(plain(formula), options) + namedTables(tables, options)
  return tableText(first, 2, options) + namedTables(others, options)
}

const namedTables = (tables: readonly PriceReportTable[], options: TextOptions): string =>
  tables.map((one) => `\n  ${one.name}\n${tableText(one, 4, options)}`).join('')

function tableText({ columns: titles, rows }: PriceReportTable, indent: number, { columns }: TextOptions): string {
  const cells = [titles, ...rows].map((row) => row.map(plain))
  // Sentences wrap; numbers beside numbers are easier to read in tables of their own.
  const room = columns === undefined || isProse(cells) ? undefined : columns - indent - 1
  return splitColumns(cells, room)
    .map((part) => alignColumns(part, { indent, columns }))
    .join('\n')
}

const isProse = (cells: readonly (readonly string[])[]): boolean => cells.every((row) => row.length <= 2)

/** Names in a table of a terminal need no backticks. */
function plain(text: string): string {
  return text.replaceAll('`', '')
}
