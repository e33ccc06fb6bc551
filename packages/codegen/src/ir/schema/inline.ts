import { joinPointer, splitPointer } from '../../spec/json-pointer.ts'
import { isObject, type Place, type PlainObject, placeKey } from '../../spec/place.ts'
import { ANNOTATION_KEYWORDS, mapSubschemas } from '../../spec/schemas.ts'
import type { SourceSet } from '../../spec/source-set.ts'
import type { JsonSchema } from '../model.ts'

/** Keywords that tell where a schema lives: they mean nothing once it stands alone. */
const LOCATING = new Set(['$anchor', '$comment', '$defs', '$dynamicAnchor', '$id', '$schema'])

/** Of ours the largest has some three hundred. References that fan out at every level come to millions with a page of text. */
const MAX_SCHEMAS = 50_000

/**
 * Turns schemas of a document into schemas that stand alone: every reference replaced by what it leads to. Only a schema that contains
 * itself keeps references, to `$defs` of its own. One inliner serves a whole document, so that what is used often is built once.
 */
export class Inliner {
  readonly #sources: SourceSet
  /** Finished targets of references. */
  readonly #finished = new Map<string, { readonly schema: unknown; readonly size: number }>()
  /** Targets being worked on, outermost first. */
  readonly #open: string[] = []
  /** Targets found to contain themselves, with the name they go by in `$defs`. */
  readonly #recursive = new Map<string, string>()
  readonly #definitions = new Map<string, unknown>()
  /** Schemas put into the one being built so far. */
  #size = 0
  readonly #tooLarge: Place[] = []

  constructor(sources: SourceSet) {
    this.#sources = sources
  }

  /** Schemas that were left incomplete, because with every reference written out they have no bounds to speak of. */
  get tooLarge(): readonly Place[] {
    return this.#tooLarge
  }

  /** The schema at a place, standing alone. `true` becomes `{}`, `false` what nothing matches. */
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
    const reference = place.value['$ref']
    const kept = Object.entries(place.value).filter(([keyword]) => keyword !== '$ref' && !LOCATING.has(keyword))
    const own = mapSubschemas(Object.fromEntries(kept), (inner, keyword, key) => {
      const pointer = joinPointer(place.pointer, keyword)
      return this.#inline({ file: place.file, pointer: key === '' ? pointer : joinPointer(pointer, key), value: inner })
    })
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

/** What stands beside a `$ref` applies together with it. */
function combine(target: unknown, own: PlainObject): unknown {
  if (target === true) return own
  if (!isObject(target)) return target
  // Annotations may stand beside a `$ref`, and win over its target's.
  const onlyAnnotations = Object.keys(own).every((keyword) => ANNOTATION_KEYWORDS.has(keyword) || keyword.startsWith('x-'))
  if (onlyAnnotations) return { ...target, ...own }
  const annotated = Object.fromEntries(
    Object.entries(own).filter(([keyword]) => ANNOTATION_KEYWORDS.has(keyword) || keyword.startsWith('x-')),
  )
  const asserted = Object.fromEntries(Object.entries(own).filter(([keyword]) => !(keyword in annotated)))
  return { ...annotated, allOf: [target, asserted] }
}
