import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, items, type Place, placeKey } from '../../spec/place.ts'
import { schemaRoots } from '../../spec/schemas.ts'
import type { SourceSet } from '../../spec/source-set.ts'
import type { Rule } from '../rule-context.ts'

/** Keywords with schemas for the same value as their own schema. */
const LISTS = ['allOf', 'anyOf', 'oneOf'] as const
const SINGLE = ['not', 'if', 'then', 'else'] as const

/** A schema may be recursive for parts of a value, but not for the value itself: its validation would not end. */
export const schemaCircles: Rule = function* ({ spec, schemas }) {
  const done = new Set<string>()
  for (const schema of schemas) {
    const reference = circleFrom(schema, { sources: spec.sources, done, open: new Set() })
    if (reference !== undefined) {
      yield issueAt(reference, { code: 'circular-ref', message: `${String(reference.value)} leads in a circle back to itself` })
    }
  }
}

type Walk = { readonly sources: SourceSet; readonly done: Set<string>; readonly open: Set<string> }

/** The reference that closes a circle, unless that circle is already reported. */
function circleFrom(schema: Place, walk: Walk): Place | undefined {
  const key = placeKey(schema)
  if (walk.done.has(key)) return undefined
  walk.open.add(key)
  const found = targetCircle(child(schema, '$ref'), walk) ?? firstOf(inPlace(schema), (inner) => circleFrom(inner, walk))
  walk.open.delete(key)
  walk.done.add(key)
  return found
}

function targetCircle(reference: Place | undefined, walk: Walk): Place | undefined {
  if (typeof reference?.value !== 'string') return undefined
  const target = walk.sources.resolve(reference.value, reference.file)
  if ('problem' in target) return undefined
  return walk.open.has(placeKey(target.place)) ? reference : circleFrom(target.place, walk)
}

function inPlace(schema: Place): Place[] {
  return [
    ...LISTS.flatMap((keyword) => items(child(schema, keyword))),
    ...SINGLE.flatMap((keyword) => child(schema, keyword) ?? []),
    ...entries(child(schema, 'dependentSchemas')).map(([, inner]) => inner),
  ]
}

function firstOf<Item, Found>(list: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of list) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

/** Every schema in use has a manageable size with all references replaced. */
export const schemaSize: Rule = function* ({ spec, inliner }) {
  for (const root of schemaRoots(spec)) inliner.inline(root)
  const seen = new Set<string>()
  for (const place of inliner.tooLarge) {
    if (seen.has(place.pointer)) continue
    seen.add(place.pointer)
    const hint = 'schemas refer to each other so that they multiply at every level'
    yield issueAt(place, { code: 'schema-too-large', message: 'with all references written out this schema is too large', hint })
  }
}
