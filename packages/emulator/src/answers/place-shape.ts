import { parsePlace } from './expression.ts'
import type { Json } from './json.ts'
import { readAt } from './pointer.ts'
import { type Schema, schemasAt, typesAt } from './schema.ts'

/** A body, and what the document says of it. */
type Described = { readonly body: Json | undefined; readonly schema: Schema | undefined }

/** An integer's digits become a number where the place holds numbers, and the other way round. */
export function typedFor(answer: Described, expression: string, value: Json): Json {
  const wanted = placeType(answer, expression)
  if (wanted === 'number' && typeof value === 'string' && /^-?\d+$/.test(value)) {
    const exact = BigInt(value)
    return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact
  }
  if (typeof value === 'number' && holdsIntegers(answer, expression)) return Math.round(value)
  if (wanted === 'string' && (typeof value === 'number' || typeof value === 'bigint')) return value.toString()
  return value
}

function holdsIntegers(answer: Described, expression: string): boolean {
  const place = parsePlace(expression)
  const types = place.in === 'body' ? typesAt(answer.schema, place.tokens) : []
  return types.includes('integer') && !types.includes('number')
}

/** Whether a place holds numbers or text: by the schema, else by what stands there now. */
export function placeType(answer: Described, expression: string): 'number' | 'string' | undefined {
  const place = parsePlace(expression)
  if (place.in !== 'body') return undefined
  const types = typesAt(answer.schema, place.tokens)
  const numeric = types.includes('integer') || types.includes('number')
  if (numeric !== types.includes('string')) return numeric ? 'number' : 'string'
  const here = readAt(answer.body, place.tokens)
  if (typeof here === 'number' || typeof here === 'bigint') return 'number'
  if (typeof here === 'string') return 'string'
  return undefined
}

/** The pattern that the schema has for the text at a place. */
export function placePattern(answer: Described, expression: string): string | undefined {
  const place = parsePlace(expression)
  if (place.in !== 'body') return undefined
  const patterns = schemasAt(answer.schema, place.tokens).map((schema) => schema['pattern'])
  return patterns.find((pattern) => typeof pattern === 'string')
}
