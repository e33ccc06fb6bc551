/** Numbers from here on are milliseconds: as seconds they would be in the year 5138, as milliseconds they are in 1973. */
const FIRST_MILLISECONDS = 1e11
/** Numbers from here on are neither. */
const LAST_MILLISECONDS = 1e14

const ISO_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)? ?(?:Z|[+-]\d\d(?::?\d\d)?)$/i

/**
 * A time in Unix milliseconds, from Unix seconds, milliseconds or ISO text with a time zone. Undefined for anything else: a time that is not
 * known is better than a wrong one, so text without a time zone is not read, nor is 0.
 */
export function unixMs(value: unknown): number | undefined {
  if (typeof value === 'string' && ISO_TIME.test(value)) return parseIso(value)
  if (typeof value !== 'number' && (typeof value !== 'string' || !/^\d+(?:\.\d+)?$/.test(value))) return undefined
  const number = Number(value)
  if (!(number > 0 && number < LAST_MILLISECONDS)) return undefined
  return number < FIRST_MILLISECONDS ? number * 1000 : number
}

/** Engines agree only on the form with `T`, a point, milliseconds and a zone with a colon. */
function parseIso(text: string): number | undefined {
  const exact = text
    .toUpperCase()
    .replace(/^(\S{10})[T ]/, '$1T')
    .replace(' ', '')
    .replace(/[.,](\d{1,3})\d*/, (_, digits: string) => `.${digits.padEnd(3, '0')}`)
    .replace(/([+-]\d\d):?(\d\d)?$/, (_, hours: string, minutes: string | undefined) => `${hours}:${minutes ?? '00'}`)
  const ms = Date.parse(exact)
  return Number.isNaN(ms) ? undefined : ms
}
