import { joinPointer, splitPointer } from '../../spec/json-pointer.ts'
import { isObject, type Place, type PlainObject, placeKey } from '../../spec/place.ts'
import { ANNOTATION_KEYWORDS, mapSubschemas } from '../../spec/schemas.ts'
import type { SourceSet } from '../../spec/source-set.ts'
import { isVersion30 } from '../../spec/spec-document.ts'
import type { JsonSchema } from '../model.ts'
import { liftSchema } from './lift.ts'
import { withMappedValues } from './mapped-values.ts'

/** Keywords about the location of a schema: they have no meaning once it is standalone. */
const LOCATING = new Set(['$anchor', '$comment', '$defs', '$dynamicAnchor', '$id', '$schema'])

/**
 * The largest schema of the shipped documents has about 300. If references multiply at every level, one page of text expands to millions.
 */
const MAX_SCHEMAS = 50_000

/**
 * Turns schemas of a document into standalone schemas: every reference is replaced by its target. Only a recursive schema keeps references,
 * to its own `$defs`. One inliner serves a whole document, so that a target is built once.
 */
export class Inliner {
  readonly #sources: SourceSet
  readonly #isVersion30: boolean
  /** Finished targets of references. */
  readonly #finished = new Map<string, { readonly schema: unknown; readonly size: number }>()
  /** Targets in progress, outermost first. */
  readonly #open: string[] = []
  /** Recursive targets, with their names in `$defs`. */
  readonly #recursive = new Map<string, string>()
  readonly #definitions = new Map<string, unknown>()
  /** Number of schemas in the one that is being built. */
  #size = 0
  readonly #tooLarge: Place[] = []

  constructor(sources: SourceSet) {
    this.#sources = sources
    this.#isVersion30 = isVersion30(sources.main.value)
  }

  /** Schemas that were left incomplete, because they would be too large with every reference replaced. */
  get tooLarge(): readonly Place[] {
    return this.#tooLarge
  }

  /** The standalone schema at a place. `true` becomes `{}`; `false` becomes a schema that nothing matches. */
  inline(place: Place): JsonSchema {
    this.#size = 0
    const schema = this.#inline(place)
    if (this.#size > MAX_SCHEMAS) this.#tooLarge.push(place)
    if (!isObject(schema)) return schema === false ? { not: {} } : {}
    if (this.#definitions.size === 0) return schema
    const used = this.#usedDefinitions(schema)
    return used.size === 0 ? schema : { ...schema, $defs: Object.fromEntries(used) }
  }

  #inline(place: Place): unknown {
    if (!isObject(place.value)) return place.value
    this.#size += 1
    const value = this.#isVersion30 ? liftSchema(place.value) : place.value
    const reference = value['$ref']
    const kept = Object.entries(value).flatMap(([keyword, inner]) => {
      if (keyword === '$ref' || LOCATING.has(keyword)) return []
      // Everything that reads a standalone schema relies on names being text; the rules report the others.
      return [[keyword, keyword === 'required' && Array.isArray(inner) ? inner.filter((name) => typeof name === 'string') : inner] as const]
    })
    const inlined = mapSubschemas(Object.fromEntries(kept), (inner, keyword, key) => {
      const pointer = joinPointer(place.pointer, keyword)
      return this.#inline({ file: place.file, pointer: key === '' ? pointer : joinPointer(pointer, key), value: inner })
    })
    const own = withMappedValues(value, inlined)
    if (typeof reference !== 'string') return own
    const target = this.#inlineTarget(reference, place)
    return kept.length === 0 ? target : combine(target, own)
  }

  #inlineTarget(reference: string, from: Place): unknown {
    const resolved = this.#sources.resolve(reference, from.file)
    if ('problem' in resolved) return {}
    const key = placeKey(resolved.place)
    if (this.#open.includes(key)) return { $ref: `#/$defs/${this.#nameRecursive(key, resolved.place)}` }
    const finished = this.#finished.get(key)
    this.#size += finished?.size ?? 0
    if (this.#size > MAX_SCHEMAS) return {}
    return finished === undefined ? this.#finish(key, resolved.place) : finished.schema
  }

  #finish(key: string, target: Place): unknown {
    const before = this.#size
    this.#open.push(key)
    const schema = this.#inline(target)
    this.#open.pop()
    const name = this.#recursive.get(key)
    if (name !== undefined) this.#definitions.set(name, schema)
    const standing = name === undefined ? schema : { $ref: `#/$defs/${name}` }
    this.#finished.set(key, { schema: standing, size: this.#size - before })
    return standing
  }

  #nameRecursive(key: string, place: Place): string {
    const known = this.#recursive.get(key)
    if (known !== undefined) return known
    const base = (splitPointer(place.pointer).at(-1) ?? 'schema').replaceAll(/[^A-Za-z0-9_-]/g, '_')
    const taken = new Set(this.#recursive.values())
    let name = base
    for (let number = 2; taken.has(name); number += 1) name = `${base}${number}`
    this.#recursive.set(key, name)
    return name
  }

  #usedDefinitions(schema: unknown, used = new Map<string, unknown>()): Map<string, unknown> {
    if (Array.isArray(schema)) for (const inner of schema) this.#usedDefinitions(inner, used)
    if (!isObject(schema)) return used
    const reference = schema['$ref']
    const name = typeof reference === 'string' ? reference.slice('#/$defs/'.length) : undefined
    if (name !== undefined && !used.has(name)) {
      const definition = this.#definitions.get(name)
      used.set(name, definition)
      this.#usedDefinitions(definition, used)
    }
    for (const inner of Object.values(schema)) this.#usedDefinitions(inner, used)
    return used
  }
}

/** Combines a reference's target with the keywords beside `$ref`: both apply. */
function combine(target: unknown, own: PlainObject): unknown {
  if (target === true) return own
  if (!isObject(target)) return target
  // Annotations beside a `$ref` win over those of its target.
  const onlyAnnotations = Object.keys(own).every((keyword) => ANNOTATION_KEYWORDS.has(keyword) || keyword.startsWith('x-'))
  if (onlyAnnotations) return { ...target, ...own }
  const annotated = Object.fromEntries(
    Object.entries(own).filter(([keyword]) => ANNOTATION_KEYWORDS.has(keyword) || keyword.startsWith('x-')),
  )
  const asserted = Object.fromEntries(Object.entries(own).filter(([keyword]) => !(keyword in annotated)))
  return { ...annotated, allOf: [target, asserted] }
}
