import { suggest } from '../../issues/suggest.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { joinPointer } from '../../spec/json-pointer.ts'
import { child, isObject, type Place } from '../../spec/place.ts'
import type { Resolved, SourceSet } from '../../spec/source-set.ts'
import type { Rule } from '../rule-context.ts'

/** Keywords with plain values, in which `$ref` has no special meaning. */
const PLAIN = new Set(['const', 'default', 'enum', 'example', 'fixed', 'mapping', 'value', 'when'])

/** Every `$ref` has a target, and none is circular. */
export const references: Rule = function* ({ spec }) {
  // The list of files grows while the loop follows references into new ones.
  const read = new Set<string>()
  for (let file = nextFile(spec.sources, read); file !== undefined; file = nextFile(spec.sources, read)) {
    read.add(file.name)
    for (const place of referencesBelow({ file, pointer: '', value: file.value })) {
      const reference = child(place, '$ref')
      if (reference === undefined) continue
      if (typeof reference.value !== 'string') {
        yield issueAt(reference, { code: 'unresolved-ref', message: '$ref must be text' })
        continue
      }
      const resolved = spec.sources.resolve(reference.value, file)
      if ('problem' in resolved) {
        yield issueAt(reference, {
          code: 'unresolved-ref',
          message: resolved.problem,
          hint: nearestTarget(reference.value, place, spec.sources),
        })
      } else if (
        spec.sources.deref(place) === undefined &&
        spec.sources.deref(resolved.place) === undefined &&
        leadsBack(place, spec.sources)
      ) {
        yield issueAt(reference, { code: 'circular-ref', message: `${reference.value} leads in a circle back to itself` })
      }
    }
  }
}

function nextFile(sources: SourceSet, read: ReadonlySet<string>): SourceSet['main'] | undefined {
  return sources.files.find((file) => !read.has(file.name))
}

function* referencesBelow(place: Place): Generator<Place> {
  if (typeof place.value !== 'object' || place.value === null) return
  if (isObject(place.value) && '$ref' in place.value && !isPropertyMap(place)) yield place
  for (const [key, value] of Object.entries(place.value)) {
    const inNamedMap = isPropertyMap(place)
    if (typeof value === 'object' && value !== null && (inNamedMap || !PLAIN.has(key))) {
      yield* referencesBelow({ file: place.file, pointer: joinPointer(place.pointer, key), value })
    }
  }
}

/** In a map of properties every key is a field's name, also `$ref` and `default`. */
function isPropertyMap(place: Place): boolean {
  return place.pointer.endsWith('/properties')
}

/** Whether a chain of references returns to one of its members. A chain that ends in a broken reference does not. */
function leadsBack(start: Place, sources: SourceSet): boolean {
  const seen = new Set<string>()
  let place: Place | undefined = start
  while (place !== undefined) {
    const key = `${place.file.name}#${place.pointer}`
    if (seen.has(key)) return true
    seen.add(key)
    const reference: unknown = isObject(place.value) ? place.value['$ref'] : undefined
    const resolved: Resolved | undefined = typeof reference === 'string' ? sources.resolve(reference, place.file) : undefined
    place = resolved !== undefined && 'place' in resolved ? resolved.place : undefined
  }
  return false
}

/** A hint with the neighbour that has the nearest name, for `#/components/schemas/Vidoe`. */
function nearestTarget(reference: string, from: Place, sources: SourceSet): string | undefined {
  const slash = reference.lastIndexOf('/')
  const parent = slash > 0 ? sources.resolve(reference.slice(0, slash), from.file) : undefined
  if (parent === undefined || 'problem' in parent || !isObject(parent.place.value)) return undefined
  const nearest = suggest(reference.slice(slash + 1), Object.keys(parent.place.value))
  return nearest === undefined ? undefined : `did you mean ${reference.slice(0, slash + 1)}${nearest}?`
}
