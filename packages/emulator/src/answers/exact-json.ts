import type { Json } from './json.ts'

/** `JSON.parse` and `JSON.rawJSON` as Node has them since 21, which TypeScript's library does not declare. */
type SourceTextJson = {
  parse(text: string, reviver: (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown): unknown
  rawJSON(text: string): unknown
}

const sourceText = JSON as unknown as SourceTextJson
const integerToken = /^-?\d+$/

/**
 * Reads JSON without rounding integers: those a double cannot hold become bigints.
 * @throws SyntaxError where the text is not JSON.
 */
export function parseExact(text: string): Json {
  return sourceText.parse(text, (_key, value, context) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
    return context.source !== undefined && integerToken.test(context.source) ? BigInt(context.source) : value
  }) as Json
}

/** Writes JSON; bigints become bare number tokens. */
export function stringifyExact(value: Json): string {
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? sourceText.rawJSON(inner.toString()) : inner))
}

/** A copy in which bigints are numbers, rounded: what JSON Schema validators can judge. */
export function roundedCopy(value: Json): Json {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(roundedCopy)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, roundedCopy(inner)]))
}
