import type { Candidates } from '@shotlist/codegen'
import type { OutputRule } from '../documents/terms.ts'
import { isEmpty, type Json } from './json.ts'
import { deleteAt, parsePlace, readAt, writeAt } from './place.ts'
import { isRequiredAt, type Schema, schemasAt, typesAt } from './schema.ts'

/** An answer in the making: values are written where the document's expressions will look for them. */
export type Draft = {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  body: Json | undefined
  /** What the document says of the body; tells types and what may be left out. */
  schema: Schema | undefined
}

const STATUS_WITHOUT_MEANING = 299

/** What an expression finds in the draft. */
export function readPlace(draft: Draft, expression: string): Json | undefined {
  const place = parsePlace(expression)
  if (place.in === 'status') return draft.status
  if (place.of === 'request') return undefined
  if (place.in === 'body') return readAt(draft.body, place.tokens)
  return place.in === 'header' ? draft.headers[place.name.toLowerCase()] : undefined
}

/** What candidates come to: the first value that is not empty. */
export function readFirst(draft: Draft, candidates: Candidates): Json | undefined {
  for (const expression of candidates) {
    const value = readPlace(draft, expression)
    if (!isEmpty(value)) return value
  }
  return undefined
}

/** Puts a value where an expression looks. Places of the request cannot be written. */
export function writePlace(draft: Draft, expression: string, value: Json): void {
  const place = parsePlace(expression)
  if (place.in === 'status') draft.status = httpStatus(value) ?? draft.status
  if (place.in === 'status' || place.of === 'request') return
  if (place.in === 'body') draft.body = writeAt(draft.body, place.tokens, value)
  else if (place.in === 'header') draft.headers[place.name.toLowerCase()] = String(value)
}

/** Makes an expression find nothing: the place is taken away, or emptied where the document requires it. The status becomes one that says nothing. */
function clearPlace(draft: Draft, expression: string): void {
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
  else draft.body = writeAt(draft.body, place.tokens, typesAt(draft.schema, place.tokens).includes('string') ? '' : null)
}

/**
 * The candidate to write to: the one that the draft's own example fills, else one it has at all, else the first that the document's
 * schema knows, else the first.
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

/** Writes a value so that reading the candidates finds it; earlier ones that would hide it are cleared. */
export function writeFirst(draft: Draft, candidates: Candidates, value: Json): void {
  if (candidates.length === 0) return
  const chosen = chooseCandidate(draft, candidates)
  for (const earlier of candidates.slice(0, candidates.indexOf(chosen))) if (parsePlace(earlier).in !== 'status') clearPlace(draft, earlier)
  writePlace(draft, chosen, typedFor(draft, chosen, value))
}

/** Makes candidates find nothing. */
export function clearAll(draft: Draft, candidates: Candidates): void {
  for (const expression of candidates) clearPlace(draft, expression)
}

/** Writes a value that is known; one that is not leaves no trace, not even the example's. */
export function writeOrClear(draft: Draft, candidates: Candidates, value: Json | undefined): void {
  if (value === undefined) clearAll(draft, candidates)
  else writeFirst(draft, candidates, value)
}

function httpStatus(value: Json): number | undefined {
  const status = Number(value)
  return Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined
}

/** A body, and what the document says of it. */
type Described = { readonly body: Json | undefined; readonly schema: Schema | undefined }

/** An integer's digits become a number where the place holds numbers, and the other way round. */
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

/** Whether a place holds numbers or text: by the schema, else by what stands there now. */
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

/** The pattern that the schema has for the text at a place. */
export function placePattern(described: Described, expression: string): string | undefined {
  const place = parsePlace(expression)
  if (place.in !== 'body') return undefined
  const patterns = schemasAt(described.schema, place.tokens).map((schema) => schema['pattern'])
  return patterns.find((pattern) => typeof pattern === 'string')
}

const FILE_TYPES = new Set<OutputRule['type']>(['video', 'image', 'audio'])

/** Whether an output is the URL of a file. */
export function isFileOutput(rule: OutputRule): boolean {
  return FILE_TYPES.has(rule.type)
}

/** The output that is the file a job downloads. */
export function mainFile(outputs: Readonly<Record<string, OutputRule>>): [name: string, rule: OutputRule] | undefined {
  return Object.entries(outputs).find(([, rule]) => isFileOutput(rule))
}

/** Writes the values that are known where the document reads its outputs; the example's stand for the others. */
export function writeOutputs(draft: Draft, rules: Readonly<Record<string, OutputRule>>, values: Readonly<Record<string, Json>>): void {
  for (const [name, rule] of Object.entries(rules)) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value !== undefined) writeFirst(draft, rule.from, value)
  }
}

/** Takes the files out of an answer about a task that has none yet. */
export function clearFiles(draft: Draft, rules: Readonly<Record<string, OutputRule>>): void {
  for (const rule of Object.values(rules)) if (isFileOutput(rule)) clearAll(draft, rule.from)
}
