import type { Money } from '../contract/report.ts'

/** `$4.50`; amounts below a cent keep their digits. */
export function usdText(amount: number): string {
  const digits = amount !== 0 && Math.abs(amount) < 0.01 ? 4 : 2
  return `$${amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: digits })}`
}

/** `45 credits`; units in capitals have no plural. */
export function unitsText(amount: number, unit: string): string {
  const number = amount.toLocaleString('en', { maximumFractionDigits: 4 })
  return `${number} ${unit}${amount === 1 || unit === unit.toUpperCase() ? '' : 's'}`
}

/** `45 credits ($0.23)`, `45 credits ($0.23) to 125 credits ($0.63)`, with what is known of it, and what is not. */
export function moneyText({ amount, usd, most, unknown = 0 }: Money, unit: string): string {
  if (amount === undefined) return usd === undefined ? 'not known' : usdText(usd)
  const known = usd === undefined ? unitsText(amount, unit) : `${unitsText(amount, unit)} (${usdText(usd)})`
  const bound = most === undefined ? '' : ` to ${moneyText(most, unit)}`
  return `${known}${bound}${withUnknown(unknown)}`
}

/** What a sum leaves out: ` + 2 not known`. */
export const withUnknown = (unknown: number): string => (unknown === 0 ? '' : ` + ${unknown.toLocaleString('en')} not known`)
