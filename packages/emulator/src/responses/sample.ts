import type { Random } from '../scenario/random.ts'
import { isObject, type Json } from './json.ts'
import { pointerTokens, readAt } from './place.ts'
import type { Schema } from './schema.ts'

const MAX_DEPTH = 8

const TEXTS: Record<string, string> = {
  uuid: '00000000-0000-4000-8000-000000000000',
  uri: 'https://example.com/',
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
}

/** A plausible value for a schema: its own examples and defaults first, otherwise a value of its type. */
export function sample(schema: unknown, root: Schema, depth = 0): Json | undefined {
  if (!isObject(schema) || depth > MAX_DEPTH) return undefined
  const given = givenValue(schema)
  if (given !== undefined) return structuredClone(given)
  const reference = schema['$ref']
  if (typeof reference === 'string') return sample(readAt(root as Json, pointerTokens(reference.slice(1))), root, depth + 1)
  const composed = sampleComposed(schema, root, depth)
  const own = sampleOfType(schema, root, depth)
  return isObject(own) && isObject(composed) ? { ...composed, ...own } : (own ?? composed)
}

function givenValue(schema: Schema): Json | undefined {
  const examples = schema['examples']
  const values = [schema['const'], schema['example'], Array.isArray(examples) ? examples[0] : undefined, schema['default']]
  const listed = schema['enum']
  if (Array.isArray(listed)) values.push(listed[0])
  return values.find((value) => value !== undefined) as Json | undefined
}

function sampleComposed(schema: Schema, root: Schema, depth: number): Json | undefined {
  const members: unknown[] = Array.isArray(schema['allOf']) ? [...schema['allOf']] : []
  for (const keyword of ['oneOf', 'anyOf']) {
    const alternatives = schema[keyword]
    if (Array.isArray(alternatives)) members.push(alternatives[0])
  }
  const values = members.map((member) => sample(member, root, depth + 1)).filter((value) => value !== undefined)
  const objects = values.filter(isObject)
  return objects.length > 0 ? Object.assign({}, ...objects) : values[0]
}

function sampleOfType(schema: Schema, root: Schema, depth: number): Json | undefined {
  const declared = schema['type']
  const type = Array.isArray(declared) ? declared.find((one) => one !== 'null') : declared
  if (type === 'object' || (type === undefined && isObject(schema['properties']))) return sampleObject(schema, root, depth)
  if (type === 'array') {
    const item = sample(schema['items'], root, depth + 1)
    return item === undefined ? [] : [item]
  }
  if (type === 'string') return TEXTS[String(schema['format'])] ?? sampleText(schema)
  if (type === 'integer' || type === 'number') return typeof schema['minimum'] === 'number' ? schema['minimum'] : 0
  if (type === 'boolean') return false
  return type === 'null' ? null : undefined
}

/** A text that fits the schema's pattern; always the same one. */
function sampleText({ pattern }: Schema): string {
  const make = typeof pattern === 'string' ? patternText(pattern) : undefined
  return make?.(() => 0) ?? ''
}

function sampleObject(schema: Schema, root: Schema, depth: number): Json {
  const made: Record<string, Json> = {}
  for (const [name, property] of Object.entries((schema['properties'] as Record<string, unknown> | undefined) ?? {})) {
    const value = sample(property, root, depth + 1)
    if (value !== undefined) made[name] = value
  }
  return made
}

/** One part of an id: how many characters, and from which set. */
type Piece = { readonly characters: string; readonly times: number }

/** The length of a part without an upper limit: long enough that ids do not collide. */
const OPEN_TIMES = 16

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const CLASSES: Readonly<Record<string, string>> = { d: '0123456789', w: `${LOWER}0123456789_` }
const TOKEN =
  /^(?:\[(?<set>(?:[^\]\\^]|\\[dw.\-_])+)\]|\\(?<escaped>.)|(?<literal>[^\\[\](){}|?*+.^$]))(?<count>[?*+]|\{(?<from>\d+)(?:(?<open>,)(?<to>\d*))?\})?/

/**
 * The parts of a pattern of the kind that ids have: letters and sets of characters in a row, repeated or not (`^vid_[a-z0-9]{12}$`).
 * `undefined` for any other pattern: alternatives, groups, look-arounds.
 */
export function patternText(pattern: string): ((random: Random) => string) | undefined {
  const open = !pattern.endsWith('$')
  let rest = pattern.replace(/^\^/, '').replace(/\$$/, '')
  const pieces: Piece[] = []
  while (rest !== '') {
    const match = TOKEN.exec(rest)
    const characters = match?.groups === undefined ? '' : charactersOf(match.groups)
    if (match === null || characters === '') return undefined
    pieces.push({ characters, times: timesOf(match.groups ?? {}) })
    rest = rest.slice(match[0].length)
  }
  if (open) pieces.push({ characters: CLASSES['d'] as string, times: OPEN_TIMES })
  const make = (random: Random) => pieces.map((piece) => makePiece(piece, random)).join('')
  return new RegExp(pattern, 'u').test(make(() => 0)) ? make : undefined
}

function makePiece({ characters, times }: Piece, random: Random): string {
  return Array.from({ length: times }, () => characters[Math.floor(random() * characters.length)]).join('')
}

type Groups = Readonly<Record<string, string | undefined>>

function charactersOf({ set, escaped, literal }: Groups): string {
  if (literal !== undefined) return literal
  if (escaped !== undefined) return CLASSES[escaped] ?? (/\w/.test(escaped) ? '' : escaped)
  return (set ?? '').replaceAll(/\\(.)|(.)-(.)/g, (_, one: string | undefined, from: string, to: string) =>
    one === undefined ? range(from, to) : (CLASSES[one] ?? one),
  )
}

function range(from: string, to: string): string {
  const [first, last] = [from.charCodeAt(0), to.charCodeAt(0)]
  return String.fromCharCode(...Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index))
}

function timesOf({ count, from, open, to }: Groups): number {
  if (count === undefined) return 1
  if (count === '?') return 0
  if (from === undefined) return OPEN_TIMES
  const least = Number(from)
  if (open === undefined) return least
  return to === undefined || to === '' ? Math.max(least, OPEN_TIMES) : Math.min(Number(to), Math.max(least, OPEN_TIMES))
}
