/** What goes over the wire. Integers that a double cannot hold are bigints. */
export type Json = null | boolean | number | bigint | string | Json[] | JsonObject

/** A JSON object. */
export type JsonObject = { [key: string]: Json }

/** Tells an object from arrays, `null` and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The places that a client takes for missing: absent, `null` and the empty text. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

/** `JSON.parse` and `JSON.rawJSON` as Node has them since 21, which TypeScript's library does not declare. */
type SourceTextJson = {
  parse(text: string, reviver: (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown): unknown
  rawJSON(text: string): unknown
}

const SOURCE_TEXT = JSON as unknown as SourceTextJson
const INTEGER_TOKEN = /^-?\d+$/

/**
 * Reads JSON without rounding integers: those a double cannot hold become bigints.
 * @throws SyntaxError where the text is not JSON.
 */
export function parseExact(text: string): Json {
  return SOURCE_TEXT.parse(text, (_key, value, context) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
    return context.source !== undefined && INTEGER_TOKEN.test(context.source) ? BigInt(context.source) : value
  }) as Json
}

/** Writes JSON; bigints become bare number tokens. */
export function stringifyExact(value: Json): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? SOURCE_TEXT.rawJSON(inner.toString()) : inner))
}

/** A copy in which bigints are numbers, rounded: what JSON Schema validators can judge. */
export function roundedCopy(value: Json): Json {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(roundedCopy)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, roundedCopy(inner)]))
}

/** One text for equal values, whatever the order of their keys: what tells the same request from another. */
export function canonicalText(value: Json): string {
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const keys = Object.keys(value).toSorted()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalText(value[key] as Json)}`).join(',')}}`
}
