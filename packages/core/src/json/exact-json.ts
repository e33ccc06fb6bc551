import { randomUuid } from '../http/uuid.ts'

/** A 64-bit integer in an answer: a number where it is exact, else its digits. Outputs of type `id` are always text. */
export type Int64 = number | string

/** A 64-bit integer in a request: a number where it is exact, a bigint, or the digits. It is sent as a bare number. */
export type Int64Input = number | bigint | string

/** A string or a number of a valid JSON text, each as a whole, so that digits within strings are left alone. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
/** An integer that may be beyond 2^53: 16 digits or more. */
const LONG_INTEGER = /^-?\d{16,}$/

/**
 * Puts integers that a JavaScript number cannot hold exactly into quotes. Takes valid JSON. Where there are none, which is nearly always,
 * the text is returned as it is.
 */
export function quoteLongIntegers(json: string): string {
  return /\d{16}/.test(json)
    ? json.replace(TOKEN, (text) => (LONG_INTEGER.test(text) && !Number.isSafeInteger(Number(text)) ? `"${text}"` : text))
    : json
}

/**
 * Parses JSON; integers beyond 2^53 - 1 become their digits as text, so that ids stay exact.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseExact(json: string): unknown {
  const value: unknown = JSON.parse(json)
  const quoted = quoteLongIntegers(json)
  return quoted === json ? value : JSON.parse(quoted)
}

/** Writes JSON as `JSON.stringify` does, and bigints as bare numbers. */
export function writeExact(value: unknown): string {
  // Marks what is to lose its quotes. Random, so that no text can pass for it; made here, because edge runtimes have no randomness elsewhere.
  let mark: string | undefined
  const json = JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'bigint') return inner
    mark ??= randomUuid()
    return `${mark}${inner}`
  })
  return (mark === undefined ? json : json.replace(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1')) ?? 'null'
}
