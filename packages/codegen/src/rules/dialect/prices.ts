import { KNOWN_VALUES } from '../../dialect/for-users.ts'
import type { Issue } from '../../issues/issue.ts'
import { didYouMean } from '../../issues/suggest.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { child, entries, isObject, items, type Place, textOf } from '../../spec/place.ts'
import type { SourceSet } from '../../spec/source-set.ts'
import type { NamedOperation, Rule } from '../rule-context.ts'

/** Prices use fields that the operation has, and values that those fields can have. */
export const prices: Rule = function* ({ spec, named }) {
  const told = new Set<string>()
  for (const one of named) {
    const price = child(one.entry, 'price')
    if (price === undefined) continue
    for (const issue of check(price, { one, sources: spec.sources, size: { of: 0 } })) {
      // Each operation that refers to a shared price checks it again.
      const key = `${issue.file}#${issue.pointer} ${issue.message}`
      if (!told.has(key)) yield issue
      told.add(key)
    }
  }
}

/** A limit, because shared prices that refer to each other, or to themselves, have no end. */
const MAX_PARTS = 500

type Walk = { one: NamedOperation; sources: SourceSet; size: { of: number } }

function* check(written: Place, walk: Walk): Generator<Issue> {
  const price = walk.sources.deref(written)
  if (price === undefined) return
  if (!isObject(price.value)) {
    // The rule for shapes checks a price that is not a reference.
    if (price.value !== written.value && typeof price.value !== 'number') {
      yield issueAt(written, { code: 'price', message: 'it refers to something that is not a price' })
    }
    return
  }
  walk.size.of += 1
  if (walk.size.of === MAX_PARTS) yield issueAt(price, { code: 'price', message: 'this price refers to itself, or to too many prices' })
  if (walk.size.of >= MAX_PARTS) return
  for (const key of ['field', 'bytes', 'seconds']) yield* fieldIssues(child(price, key), walk)
  for (const field of items(child(price, 'by'))) yield* fieldIssues(field, walk)
  yield* tableIssues(
    child(price, 'of'),
    items(child(price, 'by')).map((field) => textOf(field.value)),
    walk,
  )
  for (const entry of items(child(price, 'first'))) {
    for (const [field, test] of entries(child(entry, 'when'))) yield* whenIssues(field, test, walk)
    const then = child(entry, 'price')
    if (then !== undefined) yield* check(then, walk)
  }
  for (const key of ['sum', 'product', 'divide']) for (const part of items(child(price, key))) yield* check(part, walk)
  const ceil = child(price, 'ceil')
  if (ceil !== undefined) yield* check(ceil, walk)
}

function* fieldIssues(field: Place | undefined, { one }: Walk): Generator<Issue> {
  if (field === undefined || one.fields.has(textOf(field.value)) || isFixed(one, textOf(field.value))) return
  const message = `${textOf(one.written.name)} has no field ${textOf(field.value)}`
  yield issueAt(field, { code: 'price-field', message, hint: didYouMean(textOf(field.value), one.fields.keys()) })
}

function* whenIssues(field: string, test: Place, walk: Walk): Generator<Issue> {
  const { one } = walk
  if (!one.fields.has(field) && !isFixed(one, field)) {
    // A shared price may test a field that only some of its operations have.
    if (isShared(test)) return
    const message = `${textOf(one.written.name)} has no field ${field}`
    yield issueAt(test, { code: 'price-field', message, hint: didYouMean(field, one.fields.keys()), at: 'key' })
    return
  }
  for (const value of isObject(test.value) ? [] : Array.isArray(test.value) ? items(test) : [test]) {
    yield* valueIssues({ field, value: value.value, place: value, at: 'value' }, walk)
  }
}

function* tableIssues(written: Place | undefined, fields: readonly string[], walk: Walk): Generator<Issue> {
  const [field, ...rest] = fields
  const table = walk.sources.deref(written)
  if (table === undefined || field === undefined) return
  for (const [value, inner] of entries(table)) {
    yield* valueIssues({ field, value, place: inner, at: 'key' }, walk)
    if (rest.length > 0 && !isObject(inner.value)) {
      yield issueAt(inner, {
        code: 'price',
        message: `the table ends before ${rest.join(' and ')} ${rest.length === 1 ? 'is' : 'are'} looked up`,
      })
    } else yield* tableIssues(inner, rest, walk)
  }
}

type Used = { field: string; value: unknown; place: Place; at: 'key' | 'value' }

/**
 * Reports a price for a value that the field never has: probably a typo. A shared price may list more values than one operation accepts.
 */
function* valueIssues({ field, value, place, at }: Used, { one }: Walk): Generator<Issue> {
  const schema = one.fields.get(field)
  const listed: unknown = isObject(schema) ? (schema['enum'] ?? schema[KNOWN_VALUES]) : undefined
  if (!Array.isArray(listed) || listed.some((known) => textOf(known) === textOf(value))) return
  const nearest = didYouMean(textOf(value), listed.map(textOf))
  if (!nearest?.startsWith('did you mean') || isShared(place)) return
  yield issueAt(place, { code: 'price-value', severity: 'warning', message: `${field} is never ${textOf(value)}`, hint: nearest, at })
}

function isShared(place: Place): boolean {
  return place.pointer.startsWith('/components/')
}

function isFixed({ entry }: NamedOperation, field: string): boolean {
  return child(child(entry, 'fixed'), field) !== undefined
}
