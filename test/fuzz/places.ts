/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** A list or an object, with its items by name. */
export type Branch = Record<string, Json>

/** A value inside another: its container, its name there, and its JSON Pointer (RFC 6901). */
export type Place = { readonly holder: Branch; readonly name: string; readonly pointer: string }

export function isBranch(value: Json | undefined): value is Json & Branch {
  return typeof value === 'object' && value !== null
}

/** All places inside a value, from the outside to the inside. */
export function placesOf(value: Json, pointer = ''): Place[] {
  const places: Place[] = []
  if (!isBranch(value)) return places
  for (const name of Object.keys(value)) {
    const own = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    places.push({ holder: value, name, pointer: own })
    for (const inner of placesOf(value[name] as Json, own)) places.push(inner)
  }
  return places
}
