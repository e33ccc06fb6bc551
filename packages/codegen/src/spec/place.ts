import { joinPointer } from './json-pointer.ts'
import type { SourceFile } from './source-file.ts'

/** A value with its location. Documents are read through places, so that every issue can name its line. */
export type Place = {
  readonly file: SourceFile
  readonly pointer: string
  readonly value: unknown
}

export type PlainObject = { readonly [key: string]: unknown }

export function isObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Returns the place of a member, or `undefined` if the value has no such member. References are not followed. */
export function child(place: Place | undefined, key: string | number): Place | undefined {
  const value = place?.value
  if (place === undefined || typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return { file: place.file, pointer: joinPointer(place.pointer, key), value: (value as Record<string | number, unknown>)[key] }
}

/** The entries of a map, in the document's order; empty if the place is not a map. */
export function entries(place: Place | undefined): [string, Place][] {
  if (place === undefined || !isObject(place.value)) return []
  return Object.entries(place.value).map(([key, value]) => [key, { file: place.file, pointer: joinPointer(place.pointer, key), value }])
}

/** The items of a list; empty if the place is not a list. */
export function items(place: Place | undefined): Place[] {
  if (place === undefined || !Array.isArray(place.value)) return []
  return place.value.map((value: unknown, index) => ({ file: place.file, pointer: joinPointer(place.pointer, index), value }))
}

/** An identifier of one place of one file. */
export function placeKey(place: Place): string {
  return `${place.file.name}#${place.pointer}`
}

/** A value of a document as text. `String` would call an object's own `toString`, which in a document may be anything. */
export function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

/** An own entry of a table: names in a document may be those of inherited members (`constructor`). */
export function own<Entry>(table: Readonly<Record<string, Entry>>, name: string): Entry | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** Whether two JSON values are equal by JSON Schema: the order of keys does not matter. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameValue(item, b[index]))
  if (!isObject(a) || !isObject(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
}
