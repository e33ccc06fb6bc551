const UNITS = ['B', 'kB', 'MB', 'GB'] as const

/** `85 kB`, `1.2 MB`; thousands, as file managers count. */
export function bytesText(bytes: number): string {
  let amount = bytes
  let unit = 0
  while (amount >= 1000 && unit < UNITS.length - 1) {
    amount /= 1000
    unit += 1
  }
  return `${amount.toLocaleString('en', { maximumFractionDigits: amount < 10 && unit > 0 ? 1 : 0 })} ${UNITS[unit]}`
}
