import { type PriceReportTable, type ProviderModel, priceReport } from '@shotlist/codegen'
import type { OperationTable } from '@shotlist/core/contract'
import { alignColumns } from '../text/columns.ts'
import { paragraph } from './section.ts'
import type { TextOptions } from './text-options.ts'

/** A price for a person: the formula, and the tables it speaks of. */
export function priceText(table: OperationTable, model: ProviderModel, options: TextOptions): string {
  if (table.price === undefined) return paragraph(table.kind === 'task' || table.kind === 'charge' ? 'not published' : 'free', options)
  const { formula, tables } = priceReport(table.price, model.table.money.unit)
  const [only] = tables
  if (only !== undefined && tables.length === 1 && formula === only.name) return tableText(only, 2)
  return paragraph(plain(formula), options) + tables.map((one) => `\n  ${one.name}\n${tableText(one, 4)}`).join('')
}

function tableText({ columns, rows }: PriceReportTable, indent: number): string {
  const cells = [columns, ...rows].map((row) => row.map(plain))
  return alignColumns(cells, { indent })
}

/** Names in a table of a terminal need no backticks. */
function plain(text: string): string {
  return text.replaceAll('`', '')
}
