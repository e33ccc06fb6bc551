import type { OperationTable } from '../documents/terms.ts'
import { isObject, type Json, type JsonObject } from '../responses/json.ts'
import { deleteAt, parsePlace, pointerTokens, readAt } from '../responses/place.ts'
import type { Incoming } from './incoming.ts'

/** A request with its fields where users give them, and what is wrong with their places. */
export type Gathered = { readonly incoming: Incoming; readonly problem: string | undefined }

/**
 * Takes the fields of a nested body from their places, as the operation's request schema names them. What no place explains stays, under
 * its path: `input.size`.
 */
export function gatherFields(operation: OperationTable, given: Incoming): Gathered {
  const { places, fixed = {} } = operation
  const incoming = withoutKeys(operation, given)
  const { body } = incoming
  if (places === undefined || body.kind !== 'json' || !isObject(body.value)) return { incoming, problem: undefined }
  const nested = Object.entries(fixed).filter(([name, value]) => !Object.hasOwn(places, name) && typeof value === 'object')
  const slots: Slot[] = [
    ...Object.values(places).map(({ at, with: constants = {} }) => ({
      at: pointerTokens(at),
      constants: Object.entries(constants).map(([pointer, value]) => ({ at: pointerTokens(pointer), value: value as Json })),
    })),
    ...nested.map(([name, value]) => ({ at: undefined, constants: leaves(value as Json, [name]) })),
  ]
  const rest = spread(structuredClone(body.value), slots, []) as JsonObject
  const fields: JsonObject = {}
  const missing: string[] = []
  const explained: (readonly string[])[] = []
  for (const [name, { at, with: constants = {} }] of Object.entries(places)) {
    const value = readAt(rest, pointerTokens(at))
    if (value === undefined) continue
    fields[name] = value
    explained.push(pointerTokens(at))
    for (const [pointer, constant] of Object.entries(constants)) {
      const sent = readAt(rest, pointerTokens(pointer))
      if (!isSame(sent, constant as Json)) missing.push(`${pointer} must be ${JSON.stringify(constant)} beside ${name}`)
      else explained.push(pointerTokens(pointer))
    }
  }
  for (const [name, value] of nested) {
    const constants = leaves(value as Json, [name])
    if (!constants.every(({ at, value: constant }) => isSame(readAt(rest, at), constant))) continue
    fields[name] = value as Json
    explained.push(...constants.map(({ at }) => at))
  }
  for (const at of explained) deleteAt(rest, at)
  const paths = pathsOf(slots)
  for (const [path, value] of unexplained(rest, paths, [])) fields[Object.hasOwn(places, path) ? `/${path}` : path] = value
  return {
    incoming: { sent: body.value, ...incoming, body: { kind: 'json', value: fields } },
    problem: missing.length === 0 ? undefined : missing.join('; '),
  }
}

/** Removes the client's own key from the body: it is no field of the user. */
function withoutKeys({ keys = [] }: OperationTable, incoming: Incoming): Incoming {
  const { body } = incoming
  const paths = keys.flatMap(({ at }) => {
    const place = parsePlace(at)
    return place.in === 'body' ? [place.tokens] : []
  })
  if (paths.length === 0 || body.kind !== 'json' || !isObject(body.value)) return incoming
  const value = structuredClone(body.value)
  for (const path of paths) {
    deleteAt(value, path)
    const [top = ''] = path
    if (path.length > 1 && isObject(value[top]) && Object.keys(value[top]).length === 0) delete value[top]
  }
  return { ...incoming, body: { kind: 'json', value }, sent: body.value }
}

type Constant = { readonly at: readonly string[]; readonly value: Json }

/** A field's place with its constants, or (without a field) the constants of `fixed`. */
type Slot = { readonly at: readonly string[] | undefined; readonly constants: readonly Constant[] }

function pathsOf(slots: readonly Slot[]): (readonly string[])[] {
  const fields = slots.flatMap(({ at }) => (at === undefined ? [] : [at]))
  return fields.concat(slots.flatMap(({ constants }) => constants.map(({ at }) => at)))
}

function leaves(value: Json, at: readonly string[]): Constant[] {
  if (typeof value !== 'object' || value === null) return [{ at, value }]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...at, key]))
}

const INDEX = /^\d+$/

/** Turns each list that places go into into an object by index, because the items of a list close up if some are not sent. */
function spread(value: Json, slots: readonly Slot[], at: readonly string[]): Json {
  const keys = [...new Set(pathsOf(slots).flatMap((path) => (isBelow(path, at) ? [path[at.length] as string] : [])))]
  if (keys.length === 0) return value
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spread(inner, slots, [...at, key])]))
  if (!Array.isArray(value) || !keys.every((key) => INDEX.test(key))) return value
  const free = keys.toSorted((one, other) => Number(one) - Number(other))
  const found: JsonObject = {}
  for (const item of value) {
    const fitting = free.findIndex((key) => fits(item, slots, [...at, key]))
    const key = fitting === -1 ? `+${Object.keys(found).length}` : (free[fitting] as string)
    if (fitting !== -1) free.splice(0, fitting + 1)
    found[key] = spread(item, slots, [...at, key])
  }
  return found
}

/** Whether an item of a list may be the one at an index: it has something that goes there, and no other constant. */
function fits(item: Json, slots: readonly Slot[], at: readonly string[]): boolean {
  const valueOf = (path: readonly string[]): Json | undefined => readAt(item, path.slice(at.length))
  const constants = slots.flatMap((slot) => slot.constants).filter((constant) => isAtOrBelow(constant.at, at))
  const fields = slots.flatMap((slot) => (slot.at === undefined || !isAtOrBelow(slot.at, at) ? [] : [slot.at]))
  if (!constants.every((constant) => valueOf(constant.at) === undefined || isSame(valueOf(constant.at), constant.value))) return false
  return [...fields, ...constants.map((constant) => constant.at)].some((path) => valueOf(path) !== undefined)
}

function isAtOrBelow(path: readonly string[], at: readonly string[]): boolean {
  return path.length >= at.length && at.every((token, index) => token === path[index])
}

function isBelow(path: readonly string[], at: readonly string[]): boolean {
  return path.length > at.length && isAtOrBelow(path, at)
}

function isSame(one: Json | undefined, other: Json): boolean {
  return one !== undefined && JSON.stringify(one) === JSON.stringify(other)
}

/** What is left of a body, by path. Objects that only hold places are left out. */
function* unexplained(value: Json, paths: readonly (readonly string[])[], at: readonly string[]): Generator<[string, Json]> {
  if (at.length === 0 || (isObject(value) && paths.some((path) => isBelow(path, at)))) {
    for (const [key, inner] of Object.entries(value as JsonObject)) yield* unexplained(inner, paths, [...at, key])
  } else yield [at.join('.'), value]
}
