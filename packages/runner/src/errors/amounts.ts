/** The total of several instances, as far as prices are known. */
export type Total = {
  readonly clips: number
  /** Seconds of video, over the instances whose length is known. */
  readonly seconds: number
  /** Sum over the providers' units, which can differ in worth. */
  readonly credits: number
  readonly usd: number
  /** The upper bounds, if some prices are only known as a range. `credits` and `usd` are then the lower bounds. */
  readonly most: { readonly credits: number; readonly usd: number }
  /** How many instances have no known price, and how many have no price in USD. */
  readonly unpriced: number
  readonly withoutUsd: number
}

/**
 * A number with `least` to `most` digits after the decimal point, and commas between thousands. Does not use `Intl`, which takes 10 ms to
 * load.
 */
function grouped(amount: number, least: number, most: number): string {
  const [whole = '', fraction = ''] = amount.toFixed(most).split('.')
  const digits = fraction.replace(/0+$/, '').padEnd(least, '0')
  const thousands = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return digits === '' ? thousands : `${thousands}.${digits}`
}

/** `1 clip`, `12,000 clips`. */
export function count(amount: number, noun: string): string {
  return `${grouped(amount, 0, 3)} ${noun}${amount === 1 ? '' : 's'}`
}

/** `$4.50`; amounts below a cent keep their digits. */
export function usd(amount: number): string {
  const digits = amount !== 0 && Math.abs(amount) < 0.01 ? 4 : 2
  return `$${grouped(amount, 2, digits)}`
}

/** `45 credits`, `0.15 PTC`: units in capitals have no plural. */
export function units(amount: number, unit: string): string {
  const number = grouped(amount, 0, 4)
  return `${number} ${unit}${amount === 1 || unit === unit.toUpperCase() || unit.endsWith('s') ? '' : 's'}`
}

/** `45 credits`, or `45-125 credits` if only a range is known. */
export function unitsBetween(least: number, most: number, unit: string): string {
  return least === most ? units(most, unit) : `${grouped(least, 0, 4)}-${units(most, unit)}`
}

/** `$0.45`, or `$0.45-$1.25` if only a range is known. */
export function usdBetween(least: number, most: number): string {
  return least === most ? usd(most) : `${usd(least)}-${usd(most)}`
}

/** The known part of a total in USD, and how many clips have no price: `$7.65`, `$7.65 and 3 clips of unknown price`. */
export function usdTotal(total: Total): string {
  const known = usdBetween(total.usd, total.most.usd)
  if (total.withoutUsd === 0) return known
  const unknown = `${count(total.withoutUsd, 'clip')} of unknown price`
  return total.withoutUsd === total.clips ? unknown : `${known} and ${unknown}`
}

/**
 * A duration for people, rounded: `0.4 s`, `12 s`, `3 min 20 s`, `1 h 5 min`.
 *
 * @param digits after the decimal point, below two minutes; a clip's length has 2
 */
export function durationText(seconds: number, digits = seconds < 10 ? 1 : 0): string {
  const rounded = Number(seconds.toFixed(digits))
  if (rounded < 120) return `${grouped(rounded, 0, digits)} s`
  const whole = Math.round(seconds)
  const minutes = Math.floor(whole / 60)
  if (minutes < 120) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
