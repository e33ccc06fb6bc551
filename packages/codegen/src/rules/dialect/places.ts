import { parseExpression } from '../../dialect/expression.ts'
import { fits } from '../../explain/fits.ts'
import { placeOf } from '../../ir/compile-places.ts'
import { isJson, mediaTypes } from '../../ir/media-types.ts'
import { mayHold } from '../../ir/schema/may-hold.ts'
import type { Issue } from '../../issues/issue.ts'
import { propertiesInPlace } from '../../spec/in-place.ts'
import { issueAt } from '../../spec/issue-at.ts'
import { joinPointer, splitPointer } from '../../spec/json-pointer.ts'
import { child, entries, isObject, items, type Place, placeKey, sameValue, textOf } from '../../spec/place.ts'
import type { SourceSet } from '../../spec/source-set.ts'
import type { SpecOperation } from '../../spec/spec-document.ts'
import type { NamedOperation, Rule, RuleContext } from '../rule-context.ts'
import { bodySchema, nameIssues } from './expressions.ts'

/** `x-place` is on a field of an operation's `request`, names a place that the body has, and does not meet another field there. */
export const places: Rule = function* (context) {
  const used = new Set<string>()
  for (const one of context.named) {
    const request = child(one.entry, 'request')
    if (request === undefined) continue
    const placed = fieldsOf(request, context.spec.sources).filter(({ schema }) => child(schema, 'x-place') !== undefined)
    for (const { schema } of placed) used.add(placeKey(schema))
    if (placed.length > 0) yield* operationIssues(one, placed, context)
  }
  for (const schema of context.schemas) {
    const place = child(schema, 'x-place')
    if (place === undefined || used.has(placeKey(schema))) continue
    yield issueAt(place, {
      code: 'place-unused',
      message: 'x-place has no effect here: it belongs to a field of the `request` of a named operation',
      hint: 'write the flat fields under `request:` in x-operations; the request body of the path describes what is sent',
      at: 'key',
    })
  }
}

type Field = { readonly name: string; readonly schema: Place }

/** The fields that a request schema declares, with references resolved. */
function fieldsOf(written: Place, sources: SourceSet, seen: ReadonlySet<string> = new Set()): Field[] {
  const schema = sources.deref(written)
  if (schema === undefined || seen.has(placeKey(schema))) return []
  const within = new Set([...seen, placeKey(schema)])
  const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => items(child(schema, keyword)))
  const branches = ['then', 'else'].flatMap((keyword) => child(schema, keyword) ?? [])
  return [
    ...entries(child(schema, 'properties')).flatMap(([name, place]) => ({
      name,
      schema: child(place, 'x-place') === undefined ? (sources.deref(place) ?? place) : place,
    })),
    ...[...parts, ...branches].flatMap((part) => fieldsOf(part, sources, within)),
  ]
}

function* operationIssues(one: NamedOperation, placed: readonly Field[], context: RuleContext): Generator<Issue> {
  const { operation } = one
  if (!mediaTypes(operation.body, context.spec.sources).some(({ type }) => isJson(type))) {
    const [first] = placed
    if (first === undefined) return
    const message = `${textOf(one.written.name)} has no JSON body in which ${first.name} could have a place`
    yield issueAt(child(first.schema, 'x-place') ?? first.schema, { code: 'place', message })
    return
  }
  const taken = constantLeaves(one)
  for (const name of unplacedFields(one, context)) taken.push({ pointer: joinPointer('', name), by: name })
  for (const { name, schema } of placed) {
    const written = child(schema, 'x-place')
    const place = placeOf(schema.value as object)
    if (written === undefined || place === undefined) continue
    const at = child(written, 'at') ?? written
    const other = taken.find(({ pointer }) => isListAndObject(pointer, place.at))
    if (other !== undefined) {
      const message = `${place.at} and ${other.pointer} of ${textOf(one.written.name)} begin with the same value: it is a list for one, and an object for the other`
      yield issueAt(at, { code: 'place-clash', message })
    }
    const clash = taken.find(({ pointer, by }) => by !== name && overlap(pointer, place.at))
    if (clash !== undefined) {
      const message = `${name} and ${clash.by} of ${textOf(one.written.name)} are sent at the same place: ${place.at} and ${clash.pointer}`
      yield issueAt(at, { code: 'place-clash', message })
    }
    taken.push({ pointer: place.at, by: name })
    yield* bodyIssues(at, place.at, { operation, context })
    for (const [pointer, constant] of entries(child(written, 'with'))) {
      yield* bodyIssues(constant, pointer, { operation, context, value: constant.value })
      const met = taken.find((each) => each.by !== name && overlap(each.pointer, pointer) && !agrees(each, pointer, constant.value))
      if (met !== undefined) {
        const message = `the constant at ${pointer} meets ${met.by}, which is sent at ${met.pointer}`
        yield issueAt(constant, { code: 'place-clash', message, at: 'key' })
      }
      taken.push({ pointer, by: `a constant of ${name}`, constant: constant.value })
    }
  }
}

type Body = { readonly operation: SpecOperation; readonly context: RuleContext; readonly value?: unknown }

/** A place that the request body of the path never has, or a constant that it does not allow there. */
function* bodyIssues(at: Place, pointer: string, { operation, context, ...sent }: Body): Generator<Issue> {
  const id = textOf(operation.operationId)
  const parsed = parseExpression(`$request.body#${pointer}`)
  const unknown = 'problem' in parsed ? [] : [...nameIssues({ place: at, side: 'request', operation: id }, parsed, { operation, context })]
  yield* unknown
  const schema = bodySchema({ operation, context })
  if (unknown.length > 0 || schema === undefined) return
  const parts = splitPointer(pointer)
  const possible = mayHold(schema, parts)
  if (possible.length === 0) {
    const last = parts.findIndex((_, index) => mayHold(schema, parts.slice(0, index + 1)).length === 0)
    const parent = parts.slice(0, last).reduce(joinPointer, '')
    yield issueAt(at, {
      code: 'place',
      message: `the body of ${id} never has ${pointer}: ${parent} has no ${JSON.stringify(parts[last])}`,
      hint: isList(mayHold(schema, parts.slice(0, last))) ? `${parent} is a list: write the number of the item, the first is 0` : undefined,
    })
  } else if ('value' in sent && possible.every((one) => excludes(one, sent.value, schema))) {
    const listed = possible.flatMap((one) => (isObject(one) && Array.isArray(one['enum']) ? one['enum'] : []))
    yield issueAt(at, {
      code: 'place',
      message: `the body of ${id} does not allow the constant ${JSON.stringify(sent.value)} at ${pointer}`,
      hint: listed.length === 0 ? undefined : `its schema allows ${listed.map((one) => JSON.stringify(one)).join(', ')}`,
    })
  }
}

function excludes(schema: unknown, value: unknown, root: unknown): boolean {
  return isObject(schema) && schema['x-open-enum'] !== true && fits(schema, value, root) === false
}

function isList(schemas: readonly unknown[]): boolean {
  return schemas.some((schema) => isObject(schema) && schema['type'] === 'array')
}

/** A place of the body that has a value already. */
type Taken = { readonly pointer: string; readonly by: string; readonly constant?: unknown }

function agrees(taken: Taken, pointer: string, constant: unknown): boolean {
  return 'constant' in taken && taken.pointer === pointer && sameValue(taken.constant, constant)
}

/** Whether one place is the other, or holds it. */
function overlap(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`)
}

/** Whether the first different parts of two places are an index and a name: their common beginning cannot be both. */
function isListAndObject(one: string, other: string): boolean {
  const [parts, others] = [splitPointer(one), splitPointer(other)]
  const at = parts.findIndex((part, index) => part !== others[index])
  const [part, another] = [parts[at], others[at]]
  return part !== undefined && another !== undefined && /^\d+$/.test(part) !== /^\d+$/.test(another)
}

/** The places of constant fields that are not fields of the request. */
function constantLeaves({ entry, input }: NamedOperation): Taken[] {
  const fixed = child(entry, 'fixed')?.value
  if (!isObject(fixed)) return []
  return Object.entries(fixed).flatMap(([name, value]) =>
    Object.hasOwn(input.places ?? {}, name)
      ? []
      : leaves(value, joinPointer('', name)).map((pointer) => ({ pointer, by: 'a fixed value' })),
  )
}

function leaves(value: unknown, pointer: string): string[] {
  if (typeof value !== 'object' || value === null) return [pointer]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, joinPointer(pointer, key)))
}

function unplacedFields({ entry, input }: NamedOperation, { inliner }: RuleContext): string[] {
  const request = child(entry, 'request')
  const names = request === undefined ? [] : [...propertiesInPlace(inliner.inline(request)).keys()]
  return names.filter((name) => !Object.hasOwn(input.places ?? {}, name))
}
