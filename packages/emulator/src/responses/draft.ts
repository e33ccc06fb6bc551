import { type Candidates, closedValues, listedValues, mayHold } from '@shotlist/codegen'
import type { OutputRule, TaskRules } from '../documents/terms.ts'
import { isEmpty, type Json } from './json.ts'
import { deleteAt, parsePlace, readAt, writeAt } from './place.ts'
import { isRequiredAt, type Schema, schemasAt, typesAt } from './schema.ts'

/** A response under construction. Values are written at the places that the document's expressions read. */
export type Draft = {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  body: Json | undefined
  /** The name of the emulator's file that is sent as the body. */
  file?: string | undefined
  /** The document's schema of the body: it gives the types, and which fields are required. */
  schema: Schema | undefined
}

const STATUS_WITHOUT_MEANING = 299

/** The value that an expression reads from the draft. */
export function readPlace(draft: Draft, expression: string): Json | undefined {
  const place = parsePlace(expression)
  if (place.in === 'status') return draft.status
  if (place.of === 'request') return undefined
  if (place.in === 'body') return readAt(draft.body, place.tokens)
  return place.in === 'header' ? draft.headers[place.name.toLowerCase()] : undefined
}

/** The first value of the candidates that is not empty. */
export function readFirst(draft: Draft, candidates: Candidates): Json | undefined {
  for (const expression of candidates) {
    const value = readPlace(draft, expression)
    if (!isEmpty(value)) return value
  }
  return undefined
}

/**
 * Writes a value at the place that an expression reads. Places of the request cannot be written, and neither can places that the document's
 * schema excludes: the provider never sends those.
 */
export function writePlace(draft: Draft, expression: string, value: Json): void {
  const place = parsePlace(expression)
  if (place.in === 'status') draft.status = httpStatus(value) ?? draft.status
  if (place.in === 'status' || place.of === 'request' || !mayHave(draft, expression)) return
  if (place.in === 'body') draft.body = writeAt(draft.body, place.tokens, value)
  else if (place.in === 'header') draft.headers[place.name.toLowerCase()] = String(value)
}

/** Whether the document's schema has room for a place, and for a value there if one is given. */
export function mayHave({ schema }: Draft, expression: string, value?: Json): boolean {
  const place = parsePlace(expression)
  if (place.in !== 'body' || schema === undefined) return true
  return schemasOf(schema, place.tokens).some((one) => {
    const listed = closedValues(one)
    return value === undefined || listed === undefined || listed.includes(value)
  })
}

const placesOf = new WeakMap<Schema, Map<string, readonly unknown[]>>()

/** The alternatives that a schema has for a place. Kept, because every response asks for the same places. */
function schemasOf(schema: Schema, tokens: readonly string[]): readonly unknown[] {
  const known = placesOf.get(schema) ?? new Map<string, readonly unknown[]>()
  placesOf.set(schema, known)
  const key = tokens.join('/')
  const found = known.get(key) ?? mayHold(schema, tokens)
  known.set(key, found)
  return found
}

/** The values that the document's schema lists for a place; empty if it lists none. */
export function listedAt({ schema }: Draft, expression: string): readonly Json[] {
  const place = parsePlace(expression)
  if (place.in !== 'body' || schema === undefined) return []
  return schemasOf(schema, place.tokens).flatMap((one) => (listedValues(one) ?? []) as readonly Json[])
}

/**
 * Makes an expression read nothing: removes the place, or empties it if the document requires it. An HTTP status is replaced by one without
 * a meaning.
 */
export function clearPlace(draft: Draft, expression: string): void {
  const place = parsePlace(expression)
  if (place.in === 'status') draft.status = STATUS_WITHOUT_MEANING
  if (place.in === 'status' || place.of === 'request') return
  if (place.in === 'header') {
    delete draft.headers[place.name.toLowerCase()]
    return
  }
  if (place.in !== 'body' || readAt(draft.body, place.tokens) === undefined) return
  if (place.tokens.length === 0) draft.body = undefined
  else if (!isRequiredAt(draft.schema, place.tokens)) deleteAt(draft.body, place.tokens)
  else draft.body = writeAt(draft.body, place.tokens, emptyOf(typesAt(draft.schema, place.tokens)))
}

/** The value of these types that reads as nothing. */
function emptyOf(types: readonly string[]): Json {
  if (types.includes('string')) return ''
  return types.includes('array') ? [] : null
}

/**
 * The candidate to write to: the first that the draft's own example fills, otherwise the first that it has at all, otherwise the first that
 * is in the document's schema, otherwise the first.
 */
export function chooseCandidate(draft: Draft, candidates: Candidates): string {
  const known = (expression: string): boolean => {
    const place = parsePlace(expression)
    return place.in === 'body' && typesAt(draft.schema, place.tokens).length > 0
  }
  return (
    candidates.find((expression) => !isEmpty(readPlace(draft, expression))) ??
    candidates.find((expression) => readPlace(draft, expression) !== undefined) ??
    candidates.find(known) ??
    (candidates[0] as string)
  )
}

/** Writes a value so that reading the candidates returns it. Earlier candidates that would hide it are cleared. */
export function writeFirst(draft: Draft, candidates: Candidates, value: Json): void {
  if (candidates.length === 0) return
  const chosen = chooseCandidate(draft, candidates)
  for (const earlier of candidates.slice(0, candidates.indexOf(chosen))) if (parsePlace(earlier).in !== 'status') clearPlace(draft, earlier)
  writePlace(draft, chosen, typedFor(draft, chosen, value))
}

/** Writes a value at the first candidate that the response has by its schema or example, if there is one. */
export function writeDescribed(draft: Draft, candidates: Candidates | undefined, value: Json): void {
  const described = candidates?.find((expression) => {
    const place = parsePlace(expression)
    return readPlace(draft, expression) !== undefined || (place.in === 'body' && typesAt(draft.schema, place.tokens).length > 0)
  })
  if (described !== undefined) writePlace(draft, described, typedFor(draft, described, value))
}

/** Makes all candidates read nothing. */
export function clearAll(draft: Draft, candidates: Candidates): void {
  for (const expression of candidates) clearPlace(draft, expression)
}

/** Writes a value; without one, clears the candidates, so that the example's value does not remain. */
export function writeOrClear(draft: Draft, candidates: Candidates, value: Json | undefined): void {
  if (value === undefined) clearAll(draft, candidates)
  else writeFirst(draft, candidates, value)
}

function httpStatus(value: Json): number | undefined {
  const status = Number(value)
  return Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined
}

/** A body and the document's schema of it. */
type Described = { readonly body: Json | undefined; readonly schema: Schema | undefined }

/** Converts a value to the type of its place: digits to a number, or a number to text. */
export function typedFor(described: Described, expression: string, value: Json): Json {
  const wanted = placeType(described, expression)
  if (wanted === 'number' && typeof value === 'string' && /^-?\d+$/.test(value)) {
    const exact = BigInt(value)
    return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact
  }
  if (typeof value === 'number' && holdsIntegers(described, expression)) return Math.round(value)
  if (wanted === 'string' && (typeof value === 'number' || typeof value === 'bigint')) return value.toString()
  return value
}

function holdsIntegers(described: Described, expression: string): boolean {
  const place = parsePlace(expression)
  const types = place.in === 'body' ? typesAt(described.schema, place.tokens) : []
  return types.includes('integer') && !types.includes('number')
}

/** Whether a place holds `true` or `false`. */
export function holdsFlag(described: Described, expression: string): boolean {
  const place = parsePlace(expression)
  if (place.in !== 'body') return false
  return typesAt(described.schema, place.tokens).includes('boolean') || typeof readAt(described.body, place.tokens) === 'boolean'
}

/** Whether a place contains a number or text: by the schema, otherwise by the present value. */
export function placeType(described: Described, expression: string): 'number' | 'string' | undefined {
  const place = parsePlace(expression)
  if (place.in !== 'body') return undefined
  const types = typesAt(described.schema, place.tokens)
  const numeric = types.includes('integer') || types.includes('number')
  if (numeric !== types.includes('string')) return numeric ? 'number' : 'string'
  const here = readAt(described.body, place.tokens)
  if (typeof here === 'number' || typeof here === 'bigint') return 'number'
  if (typeof here === 'string') return 'string'
  return undefined
}

/** The schema's pattern for the text at a place. */
export function placePattern(described: Described, expression: string): string | undefined {
  const place = parsePlace(expression)
  if (place.in !== 'body') return undefined
  const patterns = schemasAt(described.schema, place.tokens).map((schema) => schema['pattern'])
  return patterns.find((pattern) => typeof pattern === 'string')
}

const FILE_TYPES = new Set<OutputRule['type']>(['video', 'image', 'audio'])

/** Whether an output is a file: its URL, or the body of the response. */
export function isFileOutput(rule: OutputRule): boolean {
  return FILE_TYPES.has(rule.type)
}

/** Whether a response holds one of these outputs. */
export function hasOutputs(outputs: Readonly<Record<string, OutputRule>>): (draft: Draft) => boolean {
  return (draft) => Object.values(outputs).some((rule) => readFirst(draft, rule.from) !== undefined)
}

/** The output that is the file a job downloads. */
export function mainFile(outputs: Readonly<Record<string, OutputRule>>): [name: string, rule: OutputRule] | undefined {
  return Object.entries(outputs).find(([, rule]) => isFileOutput(rule))
}

/** The outputs of a task that a response holds: that of a read, or that of the separate result. */
export function outputsIn({ outputs }: Pick<TaskRules, 'outputs'>, response?: OutputRule['in']): Record<string, OutputRule> {
  return Object.fromEntries(Object.entries(outputs).filter(([, rule]) => rule.in === response))
}
