import type { OperationTable } from '../contract/index.ts'
import { pointerSegments } from '../json/pointer.ts'

type Fields = Readonly<Record<string, unknown>>

/** Puts each field of the body at its place, with the constants that go along. Objects at the same place are merged; gaps in lists close up. */
export function nestBody({ places = {} }: Pick<OperationTable, 'places'>, fields: Fields): Fields {
  let body: unknown = {}
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue
    const place = Object.hasOwn(places, name) ? places[name] : undefined
    for (const [pointer, constant] of Object.entries(place?.with ?? {})) body = merged(body, wrapped(pointerSegments(pointer), constant))
    body = merged(body, wrapped(place === undefined ? [name] : pointerSegments(place.at), value))
  }
  return withoutGaps(body) as Fields
}

/** A value below the keys of a path. A number is an index of a list, which has gaps before it. */
function wrapped([key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value
  const inner = wrapped(rest, value)
  return /^\d+$/.test(key) ? Object.assign([], { [key]: inner }) : { [key]: inner }
}

function isTree(value: unknown): value is Record<string, unknown> {
  return Array.isArray(value) || (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype)
}

function merged(one: unknown, other: unknown): unknown {
  if (!isTree(one) || !isTree(other) || Array.isArray(one) !== Array.isArray(other)) return other
  const result = (Array.isArray(one) ? one.slice() : { ...one }) as Record<string, unknown>
  for (const [key, value] of Object.entries(other)) result[key] = Object.hasOwn(result, key) ? merged(result[key], value) : value
  return result
}

function withoutGaps(value: unknown): unknown {
  if (!isTree(value)) return value
  // `flatMap` skips the gaps of a list.
  if (Array.isArray(value)) return value.flatMap((item) => [withoutGaps(item)])
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutGaps(inner)]))
}
