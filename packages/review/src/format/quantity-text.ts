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

/** `45 credits ($0.23)`, or with bounds `45 credits ($0.23) to 125 credits ($0.63)`; unknown parts are counted. */
export function moneyText({ amount, usd, most, unknown = 0 }: Money, unit: string): string {
  if (amount === undefined) return usd === undefined ? 'not known' : usdText(usd)
  const known = usd === undefined ? unitsText(amount, unit) : `${unitsText(amount, unit)} (${usdText(usd)})`
  const bound = most === undefined ? '' : ` to ${moneyText(most, unit)}`
  return `${known}${bound}${withUnknown(unknown)}`
}

/** The count of amounts that a sum leaves out: ` + 2 not known`. */
export function withUnknown(unknown: number): string {
  return unknown === 0 ? '' : ` + ${unknown.toLocaleString('en')} not known`
}

const UNITS = ['B', 'kB', 'MB', 'GB'] as const

/** `85 kB`, `1.2 MB`; a kB is 1000 bytes, as in file managers. */
export function bytesText(bytes: number): string {
  let amount = bytes
  let unit = 0
  while (amount >= 1000 && unit < UNITS.length - 1) {
    amount /= 1000
    unit += 1
  }
  return `${amount.toLocaleString('en', { maximumFractionDigits: amount < 10 && unit > 0 ? 1 : 0 })} ${UNITS[unit]}`
}

/** `0.4 s`, `42 s`, `3 min 5 s`, `2 h 4 min`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 10) return `${seconds.toLocaleString('en', { maximumFractionDigits: 1 })} s`
  if (seconds < 59.5) return `${Math.round(seconds)} s`
  const minutes = Math.floor(Math.round(seconds) / 60)
  if (minutes < 60) return joined(minutes, 'min', Math.round(seconds) - minutes * 60, 's')
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}

/** A position in a clip: `0:05.2`. */
export function clockText(seconds: number): string {
  const tenths = Math.round(Math.max(0, seconds) * 10)
  const minutes = Math.floor(tenths / 600)
  const rest = (tenths - minutes * 600) / 10
  return `${minutes}:${rest < 10 ? '0' : ''}${rest.toFixed(1)}`
}
