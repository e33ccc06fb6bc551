import { join } from 'node:path'
import type { Issue } from '../issues/issue.ts'
import { issueAt } from '../spec/issue-at.ts'
import { child, items, type Place } from '../spec/place.ts'
import { readText } from '../spec/read-text.ts'
import type { SpecDocument } from '../spec/spec-document.ts'
import { matchPointer } from './match-pointer.ts'

/** Something that the provider's documentation has wrong or leaves out, as other clients and the provider's own programs show. */
export type Correction = {
  /** Its number in the research notes. One number may have several corrections. */
  readonly point: string
  readonly says: string
  /** How sure it is: `high`, `medium`, `low`. */
  readonly certainty: string
  /** The places in the document that hold it, as in a coverage entry. */
  readonly at: readonly string[]
  /** The tests that fail without it: `test/clips.test.ts > a clip ends`. The title is written as it is in the file. */
  readonly tests?: readonly string[]
  /** Why it has no test. */
  readonly 'left-out'?: string
}

/**
 * Finds the places and tests of corrections that do not exist.
 *
 * @param coverage The root of a file that has the right shape.
 * @param root The folder that the paths of tests start from.
 */
export function checkCorrections(coverage: Place, spec: SpecDocument, root: string): Issue[] {
  const corrections = items(child(coverage, 'corrections'))
  const places = corrections.flatMap((correction) => items(child(correction, 'at')))
  const tests = corrections.flatMap((correction) => items(child(correction, 'tests')))
  return [...places.flatMap((place) => checkPlace(place, spec)), ...tests.flatMap((test) => checkTest(test, root))]
}

function checkPlace(place: Place, spec: SpecDocument): Issue[] {
  const pattern = place.value as string
  if (matchPointer(spec.root, pattern).length > 0) return []
  return [issueAt(place, { code: 'coverage-place', message: `there is nothing at ${pattern}` })]
}

function checkTest(place: Place, root: string): Issue[] {
  const [file = '', title = ''] = splitTest(place.value as string)
  const read = readText(join(root, file))
  if ('problem' in read) return [issueAt(place, { code: 'coverage-test', message: `the test file ${file} ${read.problem}` })]
  if ([`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => read.text.includes(quoted))) return []
  return [issueAt(place, { code: 'coverage-test', message: `${file} has no test with the title "${title}"` })]
}

function splitTest(test: string): string[] {
  const at = test.indexOf(' > ')
  return [test.slice(0, at), test.slice(at + 3)]
}

/** Each correction with its tests, after a line with the number of those that have one. Empty without corrections. */
export function correctionLines(corrections: readonly Correction[] = []): string {
  if (corrections.length === 0) return ''
  const lines = corrections.flatMap(({ point, says, certainty, tests, 'left-out': leftOut }) => [
    `${point.padStart(4)}  ${says} (${certainty})`,
    ...(tests ?? [`no test: ${leftOut}`]).map((line) => `      ${line}`),
  ])
  return `${[countCorrections(corrections), ...lines].join('\n')}\n\n`
}

/** `17 of 18 corrections have a test`. */
export function countCorrections(corrections: readonly Correction[]): string {
  return `${corrections.filter(({ tests }) => tests !== undefined).length} of ${corrections.length} corrections have a test`
}
