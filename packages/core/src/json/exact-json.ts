import { randomUuid } from '../http/uuid.ts'

/** A 64-bit integer in a response: a number if that is exact, otherwise its digits as text. Outputs of type `id` are always text. */
export type Int64 = number | string

/** A 64-bit integer in a request: a number if that is exact, a bigint, or its digits as text. It is sent as a bare number. */
export type Int64Input = number | bigint | string

/** A whole string or number in a valid JSON text. Strings are matched so that the digits in them are skipped. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g
/** An integer that may be beyond 2^53: 16 digits or more. */
const LONG_INTEGER = /^-?\d{16,}$/

/**
 * Puts quotes around the integers that a JavaScript number cannot hold exactly. `json` must be valid JSON. Returns the same text if it has no
 * such integers, as most texts.
 */
export function quoteLongIntegers(json: string): string {
  return /\d{16}/.test(json)
    ? json.replace(TOKEN, (text) => (LONG_INTEGER.test(text) && !Number.isSafeInteger(Number(text)) ? `"${text}"` : text))
    : json
}

/**
 * Parses JSON. Integers beyond 2^53 - 1 become their digits as text, so that ids stay exact.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseExact(json: string): unknown {
  const value: unknown = JSON.parse(json)
  const quoted = quoteLongIntegers(json)
  return quoted === json ? value : JSON.parse(quoted)
}

/** Writes JSON as `JSON.stringify` does, with bigints as bare numbers; `undefined` becomes `null`. */
export function writeExact(value: unknown): string {
  // Marks the strings that lose their quotes. It is random, so that no other text matches, and made in the function because edge runtimes have
  // no randomness at module level.
  let mark: string | undefined
  const json = JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'bigint') return inner
    mark ??= randomUuid()
    return `${mark}${inner}`
  })
  return (mark === undefined ? json : json.replace(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1')) ?? 'null'
}
