import { isObject, type Json } from './json.ts'
import { patternText } from './pattern-text.ts'
import { pointerTokens, readAt } from './pointer.ts'
import type { Schema } from './schema.ts'

const maxDepth = 8

const texts: Record<string, string> = {
  uuid: '00000000-0000-4000-8000-000000000000',
  uri: 'https://example.com/',
  'date-time': '2026-01-01T00:00:00Z',
  date: '2026-01-01',
}

/** A value that fits a schema well enough to be shown: its own examples and defaults first, else something of its type. */
export function sample(schema: unknown, root: Schema, depth = 0): Json | undefined {
  if (!isObject(schema) || depth > maxDepth) return undefined
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
  if (type === 'string') return texts[String(schema['format'])] ?? sampleText(schema)
  if (type === 'integer' || type === 'number') return typeof schema['minimum'] === 'number' ? schema['minimum'] : 0
  if (type === 'boolean') return false
  return type === 'null' ? null : undefined
}

/** The first text that a pattern takes, of its kind: the same each time. */
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
