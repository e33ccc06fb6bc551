import type { Price, ProviderTable } from '@shotlist/core/contract'
import { markdownTable } from '../reference/markdown.ts'
import { priceReport, unitName } from './price-report.ts'

/**
 * A price as Markdown: the formula as a sentence, then its tables. `undefined` for an operation that has none.
 */
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

function roundUsd(usd: number): string {
  return String(Number(usd.toFixed(6)))
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
