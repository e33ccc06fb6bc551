import type { Issue } from '../../issues/issue.ts'
import { didYouMean } from '../../issues/suggest.ts'
import { fieldsOfRule, ownKeywords } from '../../keywords/add-keywords.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, isObject, items, type Place, placeKey } from '../../spec/place.ts'
import { schemaRoots } from '../../spec/schemas.ts'
import type { SourceSet } from '../../spec/source-set.ts'
import type { Rule } from '../rule-context.ts'

/**
 * A field that is required, or that a rule tests, exists. `not: { required: [name] }` may name a field that is never accepted, to explain
 * why. The rule checks a schema together with all parts of its `allOf` and similar keywords, because one part may require what another
 * declares.
 */
export const requiredFields: Rule = function* ({ spec }) {
  const seen = new Set<string>()
  for (const root of schemaRoots(spec)) yield* checkObject(root, { sources: spec.sources, seen })
}

type Walk = { sources: SourceSet; seen: Set<string> }

function* checkObject(root: Place, walk: Walk): Generator<Issue> {
  const key = placeKey(root)
  if (walk.seen.has(key)) return
  walk.seen.add(key)
  const parts = [...partsOf(root, walk.sources, 'declaring')]
  const declared = new Map(parts.flatMap((part) => entries(child(part, 'properties'))))
  if (declared.size > 0 && !parts.some(isOpen)) {
    for (const part of partsOf(root, walk.sources, 'asking')) yield* undeclared(part, declared.keys())
  }
  for (const place of declared.values()) yield* checkObject(place, walk)
  for (const part of parts) {
    const list = child(part, 'items')
    if (list !== undefined) yield* checkObject(list, walk)
  }
}

function* undeclared(part: Place, declared: Iterable<string>): Generator<Issue> {
  const known = [...declared]
  for (const name of items(child(part, 'required'))) {
    if (typeof name.value !== 'string' || known.includes(name.value)) continue
    const message = `required names ${JSON.stringify(name.value)}, which is not a field here`
    yield issueAt(name, { code: 'required-unknown', message, hint: didYouMean(name.value, known) })
  }
  for (const keyword of ownKeywords) {
    const rule = child(part, keyword)
    if (rule === undefined || !isObject(rule.value)) continue
    for (const name of fieldsOfRule(keyword, rule.value)) {
      if (known.includes(name)) continue
      const message = `${keyword} names ${JSON.stringify(name)}, which is not a field here`
      yield issueAt(rule, { code: 'required-unknown', message, hint: didYouMean(name, known), at: 'key' })
    }
  }
}

const DECLARING = ['allOf', 'anyOf', 'oneOf', 'then', 'else']
const ASKING = [...DECLARING, 'if']

/** A schema and all that apply to the same value, with references followed. */
function* partsOf(place: Place, sources: SourceSet, how: 'asking' | 'declaring', seen = new Set<unknown>()): Generator<Place> {
  const schema = sources.deref(place)
  if (schema === undefined || !isObject(schema.value) || seen.has(schema.value)) return
  seen.add(schema.value)
  yield schema
  // `$ref` may have other keywords beside it.
  if (schema !== place) yield* partsOf(withoutReference(place), sources, how, seen)
  for (const [keyword, inner] of entries(schema)) {
    if (!(how === 'asking' ? ASKING : DECLARING).includes(keyword)) continue
    for (const part of Array.isArray(inner.value) ? items(inner) : [inner]) yield* partsOf(part, sources, how, seen)
  }
}

function withoutReference(place: Place): Place {
  if (!isObject(place.value)) return place
  return { ...place, value: Object.fromEntries(Object.entries(place.value).filter(([keyword]) => keyword !== '$ref')) }
}

/** Whether a schema accepts fields by pattern, or any field: then every name is possible. */
function isOpen(part: Place): boolean {
  const additional = child(part, 'additionalProperties')?.value
  return child(part, 'patternProperties') !== undefined || (additional !== undefined && additional !== false)
}
