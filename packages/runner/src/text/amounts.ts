import type { Total } from '../plan/total.ts'

/** `1 clip`, `12,000 clips`. */
export function count(amount: number, noun: string): string {
  return `${amount.toLocaleString('en')} ${noun}${amount === 1 ? '' : 's'}`
}

/** `$4.50`; amounts below a cent keep their digits. */
export function usd(amount: number): string {
  const digits = amount !== 0 && Math.abs(amount) < 0.01 ? 4 : 2
  return `$${amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: digits })}`
}

/** `45 credits`, `0.15 PTC`: units in capitals have no plural. */
export function units(amount: number, unit: string): string {
  const number = amount.toLocaleString('en', { maximumFractionDigits: 4 })
  return `${number} ${unit}${amount === 1 || unit === unit.toUpperCase() ? '' : 's'}`
}

/** What is known of a total in USD, and how much is not: `$7.65`, `$7.65 and 3 clips of unknown price`. */
export function usdTotal(total: Total): string {
  if (total.withoutUsd === 0) return usd(total.usd)
  const unknown = `${count(total.withoutUsd, 'clip')} of unknown price`
  return total.withoutUsd === total.clips ? unknown : `${usd(total.usd)} and ${unknown}`
}

/** `5 s`, `2 min 30 s`. */
export function seconds(amount: number): string {
  if (amount < 120) return `${amount.toLocaleString('en', { maximumFractionDigits: 2 })} s`
  const minutes = Math.floor(amount / 60)
  const rest = Math.round(amount - minutes * 60)
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
}
