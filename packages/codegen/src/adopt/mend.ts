import type { Issue } from '../issues/issue.ts'
import { joinPointer, splitPointer, valueAt } from '../spec/json-pointer.ts'
import { textOf } from '../spec/place.ts'
import { jsonPath } from './json-path.ts'
import type { Action } from './proposal.ts'

/** The vendor's document: its name in issues, and its value. */
type Vendor = { readonly file: string; readonly value: unknown }

/**
 * Actions for mistakes of the vendor's document that stop the check, and by whose removal nothing is lost: examples and defaults that
 * contradict their schema, keywords that do not exist, required fields that are not declared, security schemes that do not exist.
 */
export function mend(issues: readonly Issue[], vendor: Vendor): Action[] {
  const actions = new Map<string, Action>()
  for (const issue of issues) {
    if (issue.severity !== 'error' || issue.file !== vendor.file) continue
    const action = mended(issue, vendor)
    if (action !== undefined) actions.set(`${action.target} ${JSON.stringify('update' in action ? action.update : '')}`, action)
  }
  return [...actions.values()]
}

function mended({ code, pointer }: Issue, { value }: Vendor): Action | undefined {
  const segments = splitPointer(pointer)
  const remove = (at: readonly string[] | undefined, why: string): Action | undefined => removal(at, why, value)
  if (code === 'example') return remove(upTo(segments, EXAMPLES), 'it contradicts its schema')
  if (code === 'schema-keyword' || code === 'misspelt-keyword' || code === 'unknown-keyword') {
    return remove(segments, 'it is no valid keyword of JSON Schema')
  }
  if (code === 'security-scheme' && segments[0] === 'paths')
    return remove(upTo(segments, ['security']), 'it names a scheme that does not exist')
  if (code !== 'required-unknown') return undefined
  const at = segments.lastIndexOf('required')
  const name = valueAt(value, pointer)
  if (at === -1 || typeof name !== 'string') return undefined
  const notes = [{ at: '', confidence: 'medium' as const, why: `the schema requires ${name}, and does not declare it` }]
  return { target: jsonPath(pointerOf(segments.slice(0, at)), value), update: { properties: { [name]: {} } }, notes }
}

const EXAMPLES = ['default', 'example', 'examples']

function removal(segments: readonly string[] | undefined, why: string, root: unknown): Action | undefined {
  if (segments === undefined || segments.length === 0) return undefined
  const notes = [
    { at: '', confidence: 'high' as const, why: `a mistake of the document: ${textOf(segments.at(-1))} is removed, because ${why}` },
  ]
  return { target: jsonPath(pointerOf(segments), root), remove: true, notes }
}

/** The way to the first of some keywords that is not the name of a field. */
function upTo(segments: readonly string[], keywords: readonly string[]): readonly string[] | undefined {
  const at = segments.findIndex(
    (segment, index) => keywords.includes(segment) && !/^(properties|responses|variables)$/.test(segments[index - 1] ?? ''),
  )
  return at === -1 ? undefined : segments.slice(0, at + 1)
}

function pointerOf(segments: readonly string[]): string {
  return segments.reduce(joinPointer, '')
}
