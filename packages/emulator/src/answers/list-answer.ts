import type { EndpointModel } from '@shotlist/codegen'
import { baseAnswer } from './base-answer.ts'
import { type Draft, readPlace, writePlace } from './draft.ts'
import { parsePlace } from './expression.ts'
import { isObject, type Json } from './json.ts'
import { readAt } from './pointer.ts'
import { schemasAt } from './schema.ts'

/** The answer about many tasks: `items` is where the document looks for them; counts beside them are set to their number. */
export function listAnswer(endpoint: EndpointModel, items: string, entries: Json[]): Draft {
  const draft = listBase(endpoint, items)
  if (!Array.isArray(readPlace(draft, items))) draft.body = {}
  writePlace(draft, items, entries)
  const place = parsePlace(items)
  const parent = place.in === 'body' ? readAt(draft.body, place.tokens.slice(0, -1)) : undefined
  for (const name of ['count', 'total']) if (isObject(parent) && typeof parent[name] === 'number') parent[name] = entries.length
  return draft
}

/** An item to begin with, as the list's own example shows one. `undefined` where it shows none. */
export function itemBase(endpoint: EndpointModel, items: string): Draft | undefined {
  const draft = listBase(endpoint, items)
  const found = readPlace(draft, items)
  const place = parsePlace(items)
  if (!Array.isArray(found) || found[0] === undefined || place.in !== 'body') return undefined
  const allOf = schemasAt(draft.schema, [...place.tokens, '0'])
  return { status: 200, headers: {}, body: found[0], schema: { ...definitions(draft.schema), allOf } }
}

function listBase(endpoint: EndpointModel, items: string): Draft {
  return baseAnswer(endpoint, (candidate) => Array.isArray(readPlace(candidate, items)))
}

/** References within an item still begin at the root. */
function definitions(schema: Draft['schema']): Record<string, unknown> {
  return schema?.['$defs'] === undefined ? {} : { $defs: schema['$defs'] }
}
