import type { Issue } from '../issues/issue.ts'
import { issueAt } from '../spec/issue-at.ts'
import { escapeSegment } from '../spec/json-pointer.ts'
import { child, entries, items, type Place, textOf } from '../spec/place.ts'
import type { SpecDocument } from '../spec/spec-document.ts'
import { type CoverageEntry, type CoverageGroup, ENTRY_PARTS } from './coverage.ts'
import { documentFields } from './document-fields.ts'
import { matchPointer } from './match-pointer.ts'

/**
 * Finds the gaps of a coverage file: places that do not exist, wrong endpoints, and parts of the document (operations, fields, error codes)
 * that no line covers.
 *
 * @param coverage The root of a file that has the right shape.
 */
export function checkCoverage(coverage: Place, spec: SpecDocument): Issue[] {
  const covered = new Set<string>()
  const issues: Issue[] = []
  for (const group of items(child(coverage, 'groups'))) {
    issues.push(...checkEndpoint(group, spec))
    for (const entry of [child(group, 'at'), ...ENTRY_PARTS.flatMap((part) => entries(child(group, part)).map(([, one]) => one))]) {
      const pattern = entry?.value as CoverageEntry | undefined
      if (entry === undefined || typeof pattern !== 'string') continue
      const places = matchPointer(spec.root, pattern)
      for (const { pointer } of places) covered.add(pointer)
      if (places.length === 0) issues.push(issueAt(entry, { code: 'coverage-place', message: `there is nothing at ${pattern}` }))
    }
  }
  return [...issues, ...accountable(spec).flatMap(({ place, what }) => (covered.has(place.pointer) ? [] : uncovered(place, what)))]
}

/** The `at` of an endpoint is the operation with its method and path. */
function checkEndpoint(group: Place, spec: SpecDocument): Issue[] {
  const { endpoint, at } = group.value as CoverageGroup
  if (endpoint === undefined || typeof at !== 'string') return []
  const [method, path] = endpoint.split(' ')
  const operation = spec.operations.find((one) => one.method === method && one.path === path)
  const place = child(group, 'at') ?? group
  if (operation === undefined) return [issueAt(place, { code: 'coverage-endpoint', message: `the document has no ${endpoint}` })]
  const expected = `#/paths/${escapeSegment(operation.path)}/${operation.method.toLowerCase()}`
  return expected === at ? [] : [issueAt(place, { code: 'coverage-endpoint', message: `${endpoint} is at ${expected}` })]
}

type Accountable = { readonly place: Place; readonly what: string }

function accountable(spec: SpecDocument): Accountable[] {
  const codes = entries(child(child(spec.root, 'x-errors'), 'codes'))
  return [
    ...spec.operations.map(({ place, method, path }) => ({ place, what: `the endpoint ${method} ${path}` })),
    ...documentFields(spec)
      .filter(({ file }) => file === spec.root.file)
      .map((place) => ({ place, what: `the field ${fieldName(place)}` })),
    ...codes.map(([code, place]) => ({ place, what: `the error code ${code}` })),
  ]
}

function fieldName(place: Place): string {
  return textOf(child(place, 'name')?.value ?? place.pointer.slice(place.pointer.lastIndexOf('/') + 1))
}

function uncovered(place: Place, what: string): Issue[] {
  const hint = `add a line with "#${place.pointer}"`
  return [issueAt(place, { code: 'coverage-missing', message: `${what} is not in the coverage file`, hint, at: 'key' })]
}
