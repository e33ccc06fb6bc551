/** What goes over the wire. Integers that a double cannot hold are bigints. */
export type Json = null | boolean | number | bigint | string | Json[] | JsonObject

/** A JSON object. */
export type JsonObject = { [key: string]: Json }

/** Tells an object from arrays, `null` and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The places that a client takes for missing: absent, `null` and the empty text. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}
