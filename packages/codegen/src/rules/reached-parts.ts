import { defined } from '../issues/defined.ts'
import type { Issue } from '../issues/issue.ts'
import { joinPointer } from '../spec/json-pointer.ts'
import { child, entries, isObject, type Place, placeKey } from '../spec/place.ts'
import { HTTP_METHODS, type SpecDocument, type SpecOperation } from '../spec/spec-document.ts'

/** Parts that a vendor's document may have and no named operation needs. Security schemes and prices are not among them. */
const OPTIONAL =
  /^\/(?:paths\/[^/]|webhooks\/[^/]|components\/(?:schemas|responses|parameters|requestBodies|headers|examples|links|callbacks|pathItems)\/[^/])/

/** The issues of a document, and the document without what has faults and is not used. */
export type Settled = {
  readonly issues: readonly Issue[]
  readonly spec: SpecDocument
  /** The document as written, without those parts. */
  readonly written: unknown
}

/**
 * Makes faults in parts that no named operation reaches warnings, because they cannot harm its users, who often cannot correct them.
 * Operations with such a fault are left out.
 */
export function settleUnreached(spec: SpecDocument, found: readonly Issue[]): Settled {
  const written = spec.sources.main.value
  if (!found.some(({ severity }) => severity === 'error')) return { issues: found, spec, written }
  const named = namedByTasks(spec)
  const used = spec.operations.filter((operation) => isUsed(operation, named))
  if (used.length === 0) return { issues: found, spec, written }
  const reached = [...spec.sources.follow(startsOf(spec, used)), ...besideMethods(spec, used)]
  const isAside = (issue: Issue) => isOptional(issue, spec) && !reached.some((place) => holds(place, issue))
  const issues = found.map((issue): Issue => (issue.severity === 'error' && isAside(issue) ? { ...issue, severity: 'warning' } : issue))
  const faults = issues.filter((issue, index) => issue !== found[index])
  if (faults.length === 0) return { issues: found, spec, written }
  const operations = spec.operations.filter(
    (operation) => used.includes(operation) || !isFaulty(spec.sources.follow(partsOf(operation)), faults),
  )
  const kept = spec.sources.follow(startsOf(spec, operations))
  return { issues, spec: { ...spec, operations }, written: without(spec, operations, kept) }
}

function isUsed({ place, operationId }: SpecOperation, named: ReadonlySet<unknown>): boolean {
  return child(place, 'x-operations') !== undefined || named.has(operationId)
}

/** The ids of the operations that read tasks. */
function namedByTasks({ root }: SpecDocument): ReadonlySet<unknown> {
  const tasks = entries(child(root, 'x-tasks')).map(([, task]) => task)
  return new Set(tasks.flatMap((task) => entries(task).map(([, rule]) => child(rule, 'operation')?.value)))
}

function partsOf({ place, parameters }: SpecOperation): Place[] {
  return [place, ...parameters]
}

/** What is in use by itself: operations, webhooks of the dialect, and everything outside of the parts that are optional. */
function startsOf({ root, sources }: SpecDocument, operations: readonly SpecOperation[]): Place[] {
  const webhooks = entries(child(root, 'webhooks')).flatMap(([, item]) =>
    entries(sources.deref(item)).flatMap(([, operation]) => (child(operation, 'x-webhook') === undefined ? [] : [operation])),
  )
  const others = entries(root).flatMap(([key, place]) => (['paths', 'webhooks', 'components'].includes(key) ? [] : [place]))
  const components = entries(child(root, 'components')).flatMap(([, kind]) => (isObject(kind.value) ? entries(kind) : []))
  return [
    ...operations.flatMap(partsOf),
    ...webhooks,
    ...others,
    ...components.flatMap(([, place]) => (OPTIONAL.test(place.pointer) ? [] : [place])),
  ]
}

/** The keys beside the methods of a path in use. */
function besideMethods({ root, sources }: SpecDocument, used: readonly SpecOperation[]): Place[] {
  const methods: readonly string[] = HTTP_METHODS
  return entries(child(root, 'paths')).flatMap(([path, written]) => {
    if (!used.some((operation) => operation.path === path)) return []
    return [written, sources.deref(written)].flatMap((item) =>
      entries(item).flatMap(([key, place]) => (methods.includes(key) ? [] : [place])),
    )
  })
}

function isOptional({ file, pointer }: Issue, { sources }: SpecDocument): boolean {
  // Extensions and overlays are not the vendor's: whoever wrote them can correct them.
  if (file === sources.overlay?.name || pointer.includes('/x-')) return false
  return file !== sources.main.name || OPTIONAL.test(pointer)
}

function holds({ file, pointer }: Place, issue: Issue): boolean {
  return issue.file === file.name && isWithin(issue.pointer, pointer)
}

function isWithin(pointer: string, outer: string): boolean {
  return `${pointer}/`.startsWith(`${outer}/`)
}

function isFaulty(places: readonly Place[], faults: readonly Issue[]): boolean {
  return places.some((place) => faults.some((issue) => holds(place, issue)))
}

/** The document with these operations, and the components that they refer to. */
function without({ root, sources }: SpecDocument, operations: readonly SpecOperation[], kept: readonly Place[]): unknown {
  const operationKeys = new Set(operations.map(({ place }) => placeKey(place)))
  const isKept = (place: Place) => kept.some(({ file, pointer }) => file === place.file && isWithin(pointer, place.pointer))
  const methods: readonly string[] = HTTP_METHODS
  const paths = entries(child(root, 'paths')).flatMap(([path, written]) => {
    const item = sources.deref(written)
    const left = entries(item).filter(([key, place]) => {
      const operation = methods.includes(key) ? sources.deref(place) : undefined
      return !methods.includes(key) || (operation !== undefined && operationKeys.has(placeKey(operation)))
    })
    if (!left.some(([key]) => methods.includes(key))) return []
    return [[path, written === item ? Object.fromEntries(left.map(([key, { value }]) => [key, value])) : written.value]]
  })
  const components = entries(child(root, 'components')).map(([kind, map]) => [
    kind,
    Object.fromEntries(
      entries(map).flatMap(([name, place]) =>
        !OPTIONAL.test(joinPointer(map.pointer, name)) || isKept(place) ? [[name, place.value]] : [],
      ),
    ),
  ])
  const webhooks = entries(child(root, 'webhooks')).flatMap(([name, place]) => (isKept(place) ? [[name, place.value]] : []))
  return {
    ...(root.value as object),
    paths: Object.fromEntries(paths),
    ...defined({
      components: components.length === 0 ? undefined : Object.fromEntries(components),
      webhooks: child(root, 'webhooks') === undefined ? undefined : Object.fromEntries(webhooks),
    }),
  }
}
