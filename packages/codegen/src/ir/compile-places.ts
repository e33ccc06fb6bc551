import type { FieldPlace, OperationTable } from '@shotlist/core/contract'
import type { DialectField } from '../dialect/dialect.gen.ts'
import { propertiesInPlace } from '../spec/in-place.ts'
import { isObject, type PlainObject } from '../spec/place.ts'

/** The fields of a body that are sent elsewhere than under their own name. */
export function compilePlaces(body: PlainObject): OperationTable['places'] {
  const places = [...propertiesInPlace(body)].flatMap(([name, schema]) => {
    const place = isObject(schema) ? placeOf(schema) : undefined
    return place === undefined ? [] : [[name, place] as const]
  })
  return places.length === 0 ? undefined : Object.fromEntries(places)
}

/** The place that a field's schema names. */
export function placeOf(schema: DialectField): FieldPlace | undefined {
  const place = schema['x-place']
  if (typeof place === 'string') return { at: place }
  // The rules read documents of any shape.
  return typeof place?.at === 'string' ? place : undefined
}
