import type { Price } from '@shotlist/core/contract'
import { joinPointer } from '../spec/json-pointer.ts'
import { child, isObject, items, type Place } from '../spec/place.ts'
import type { SourceSet } from '../spec/source-set.ts'

/** A price with the shared ones it refers to (`components/x-prices`) written out. */
export function compilePrice(place: Place, sources: SourceSet): Price {
  return writeOut(place, sources) as Price
}

function writeOut(place: Place, sources: SourceSet): unknown {
  const target = sources.deref(place)
  if (target === undefined) return { unpublished: 'the document refers to a price that is not there' }
  if (Array.isArray(target.value)) return items(target).map((item) => writeOut(item, sources))
  if (!isObject(target.value)) return target.value
  return Object.fromEntries(
    Object.keys(target.value).map((key) => {
      // Tables and conditions hold plain values under the user's own names, which may well be called `$ref`.
      const plain = key === 'of' || key === 'when' || key === 'by'
      const inner = child(target, key) ?? { file: target.file, pointer: joinPointer(target.pointer, key), value: undefined }
      return [key, plain && !isReference(inner) ? inner.value : writeOut(inner, sources)]
    }),
  )
}

function isReference(place: Place): boolean {
  return isObject(place.value) && typeof place.value['$ref'] === 'string'
}
