import { child, textOf } from '../spec/place.ts'
import type { SpecOperation } from '../spec/spec-document.ts'

/**
 * The path of an operation as a URI template (RFC 6570): `{+name}` for a parameter with `allowReserved`, whose slashes stay; `{id}` for all others.
 */
export function pathTemplate({ path, parameters }: SpecOperation): string {
  const keepSlashes = parameters.filter((place) => child(place, 'in')?.value === 'path' && child(place, 'allowReserved')?.value === true)
  const reserved = new Set(keepSlashes.map((place) => textOf(child(place, 'name')?.value)))
  return path.replace(/\{([^{}]+)\}/g, (written, name: string) => (reserved.has(name) ? `{+${name}}` : written))
}
