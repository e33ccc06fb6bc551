/** A JSON value. Integers that a double cannot hold are bigints. */
export type Json = null | boolean | number | bigint | string | Json[] | JsonObject

export type JsonObject = { [key: string]: Json }

/** Whether a value is an object: not an array, `null` or a scalar. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether clients read a value as missing: absent, `null` or empty text. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

/** `JSON.parse` and `JSON.rawJSON` of Node 21 and later, which TypeScript's library does not declare. */
type SourceTextJson = {
  parse(text: string, reviver: (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown): unknown
  rawJSON(text: string): unknown
}

const SOURCE_TEXT = JSON as unknown as SourceTextJson
const INTEGER_TOKEN = /^-?\d+$/

/**
 * Parses JSON without rounding integers: those that a double cannot hold become bigints.
 * @throws SyntaxError if the text is not JSON.
 */
export function parseExact(text: string): Json {
  return SOURCE_TEXT.parse(text, (_key, value, context) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
    return context.source !== undefined && INTEGER_TOKEN.test(context.source) ? BigInt(context.source) : value
  }) as Json
}

/** Serialises JSON; bigints become bare numbers. */
export function stringifyExact(value: Json): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? SOURCE_TEXT.rawJSON(inner.toString()) : inner))
}

/** A copy in which bigints are rounded to numbers, because JSON Schema validators do not know bigints. */
export function roundedCopy(value: Json): Json {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(roundedCopy)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, roundedCopy(inner)]))
}

/** The same text for equal values, regardless of the order of their keys. It identifies repeated requests. */
export function canonicalText(value: Json): string {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const keys = Object.keys(value).toSorted()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalText(value[key] as Json)}`).join(',')}}`
}
