import { defined } from '../../issues/defined.ts'
import { isObject, own, type PlainObject, sameValue } from '../../spec/place.ts'

/** Keywords that a part may have beside fields, and that keep their meaning when its fields move into the schema. */
const DROPPED = new Set(['deprecated', 'description', 'example', 'examples', 'externalDocs', 'title'])
const CLOSING = ['additionalProperties', 'patternProperties', 'unevaluatedProperties']

/**
 * Moves the fields of an object schema's `allOf` parts into the schema itself, so that types, tables and the check for unknown fields see
 * one object. Rules stay in `allOf`. A part stays as it is if it has a message, is closed, or redefines a field in a way that cannot be
 * merged.
 */
export function flattenObject(schema: PlainObject): PlainObject {
  if (!Array.isArray(schema['allOf'])) return schema
  const { allOf, properties, required, ...rest } = schema
  const whole: Fields = { properties: new Map(), required: new Set(), rules: [] }
  for (const part of allOf as unknown[]) absorb(isObject(part) ? flattenObject(part) : part, whole)
  absorb(defined({ properties, required }), whole)
  return {
    ...rest,
    ...(whole.properties.size === 0 ? {} : { type: rest['type'] ?? 'object', properties: Object.fromEntries(whole.properties) }),
    ...defined({
      required: whole.required.size === 0 ? undefined : [...whole.required],
      allOf: whole.rules.length === 0 ? undefined : whole.rules,
    }),
  }
}

type Fields = { properties: Map<string, unknown>; required: Set<string>; rules: unknown[] }

function absorb(part: unknown, whole: Fields): void {
  if (!isObject(part) || 'x-message' in part || CLOSING.some((keyword) => keyword in part)) {
    whole.rules.push(part)
    return
  }
  const merged = mergeAll(isObject(part['properties']) ? part['properties'] : {}, whole.properties)
  if (merged === undefined) {
    whole.rules.push(part)
    return
  }
  for (const [name, value] of merged) whole.properties.set(name, value)
  for (const name of Array.isArray(part['required']) ? (part['required'] as string[]) : []) whole.required.add(name)
  const { properties: _, required: __, type: ___, allOf, ...rest } = part
  if (Array.isArray(allOf)) whole.rules.push(...(allOf as unknown[]))
  const remaining = Object.entries(rest).filter(([keyword]) => !DROPPED.has(keyword))
  if (remaining.length > 0) whole.rules.push(Object.fromEntries(remaining))
}

function mergeAll(added: PlainObject, known: ReadonlyMap<string, unknown>): [string, unknown][] | undefined {
  const merged: [string, unknown][] = []
  for (const [name, value] of Object.entries(added)) {
    const one = known.has(name) ? mergeProperty(known.get(name), value) : value
    if (one === undefined) return undefined
    merged.push([name, one])
  }
  return merged
}

type Merge = (a: unknown, b: unknown) => unknown

const later: Merge = (_, b) => b
const smallest: Merge = (a, b) => Math.min(Number(a), Number(b))
const largest: Merge = (a, b) => Math.max(Number(a), Number(b))

/** How two values of one keyword are merged so that both apply. */
const merges: Readonly<Record<string, Merge>> = {
  default: later,
  description: later,
  example: later,
  examples: later,
  title: later,
  // Something else than a list is reported by the rules.
  enum: (a, b) => (Array.isArray(a) && Array.isArray(b) ? a.filter((value) => b.some((other) => sameValue(value, other))) : a),
  maxItems: smallest,
  maxLength: smallest,
  maximum: smallest,
  minItems: largest,
  minLength: largest,
  minimum: largest,
}

/** One schema that accepts what both accept; `undefined` if a single schema cannot express it. The second one's texts win. */
export function mergeProperty(a: unknown, b: unknown): unknown {
  if (a === true) return b
  if (b === true) return a
  if (!isObject(a) || !isObject(b)) return undefined
  const merged: Record<string, unknown> = { ...a }
  for (const [keyword, value] of Object.entries(b)) {
    if (!Object.hasOwn(a, keyword) || sameValue(a[keyword], value)) merged[keyword] = value
    else {
      const merge = keyword.startsWith('x-') ? later : own(merges, keyword)
      if (merge === undefined) return undefined
      merged[keyword] = merge(a[keyword], value)
    }
  }
  return merged
}
