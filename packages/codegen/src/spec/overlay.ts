import { createRequire } from 'node:module'
import type * as jsonPath from 'json-p3'
import type * as re2 from 're2js'
import type { Issue } from '../issues/issue.ts'
import { didYouMean } from '../issues/suggest.ts'
import { issueAt } from './issue-at.ts'
import { joinPointer } from './json-pointer.ts'
import { OverlaidValue } from './overlaid-value.ts'
import { child, entries, isObject, items, type Place, textOf } from './place.ts'
import type { SourceFile } from './source-file.ts'

const ROOT_KEYS = ['overlay', 'info', 'extends', 'actions', '$schema']
const ACTION_KEYS = ['target', 'description', 'update', 'remove', 'copy']

/** Values that the actions of an overlay may add: repeated copies would otherwise grow without end. */
const MAX_ADDED = 200_000

// Loaded with the first overlay: few documents have one.
const require = createRequire(import.meta.url)
let paths: jsonPath.JSONPathEnvironment | undefined

function openPaths(): jsonPath.JSONPathEnvironment {
  if (paths !== undefined) return paths
  const { JSONPathEnvironment, FunctionExpressionType } = require('json-p3') as typeof jsonPath
  const { RE2JS } = require('re2js') as typeof re2
  paths = new JSONPathEnvironment({ strict: true, maxRecursionDepth: 200 })
  // The library's own functions use the engine's regular expressions, with which a pattern can take forever.
  for (const [name, whole] of [
    ['match', true],
    ['search', false],
  ] as const) {
    paths.functionRegister.set(name, {
      argTypes: [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType],
      returnType: FunctionExpressionType.LogicalType,
      call: (text: unknown, pattern: unknown) => {
        if (typeof text !== 'string' || typeof pattern !== 'string') return false
        try {
          const matcher = RE2JS.compile(pattern).matcher(text)
          return whole ? matcher.matches() : matcher.find()
        } catch {
          // By RFC 9535 a pattern that is not valid matches nothing.
          return false
        }
      },
    })
  }
  return paths
}

type Applied = { readonly file: SourceFile; readonly issues: readonly Issue[] }

/**
 * Applies an OpenAPI Overlay (1.0 or 1.1) to a document: each action changes what its JSONPath (RFC 9535) selects, one after another. The
 * places of the result lead to the file that holds each value. With a mistake in the overlay the result has no value: what is missing in it
 * would be reported as mistakes of the document.
 */
export function applyOverlay(main: SourceFile, overlay: SourceFile): Applied {
  const root: Place = { file: overlay, pointer: '', value: overlay.value }
  const issues = [...checkShape(root)]
  if (issues.length > 0) return { file: { ...main, value: undefined }, issues }
  const value = new OverlaidValue(main)
  for (const action of items(child(root, 'actions'))) issues.push(...applyAction(action, value))
  if (issues.some(({ severity }) => severity === 'error')) return { file: { ...main, value: undefined }, issues }
  return { file: { ...main, value: value.value, writtenAt: (pointer) => value.writtenAt(pointer) }, issues }
}

function* checkShape(root: Place): Generator<Issue> {
  const version = child(root, 'overlay')
  if (version === undefined || !/^1\.[01]\.\d+$/.test(textOf(version.value))) {
    const message =
      version === undefined
        ? 'this is not an OpenAPI Overlay: it has no `overlay` version'
        : `Overlay ${textOf(version.value)} is not supported`
    yield issueAt(version ?? root, { code: 'overlay', message, hint: 'begin it with `overlay: 1.1.0`' })
    return
  }
  yield* unknownKeys(root, ROOT_KEYS)
  for (const name of ['title', 'version']) {
    const place = child(child(root, 'info'), name)
    if (typeof place?.value === 'string') continue
    yield issueAt(place ?? child(root, 'info') ?? root, {
      code: 'overlay',
      message: `info.${name} must be text`,
      hint: 'numbers are text in quotes',
    })
  }
  const actions = child(root, 'actions')
  if (items(actions).length === 0) {
    yield issueAt(actions ?? root, { code: 'overlay', message: '`actions` must list at least one action' })
  }
  for (const action of items(actions)) yield* checkAction(action)
}

function* checkAction(action: Place): Generator<Issue> {
  const message = 'an action is a map with `target` and one of `update`, `copy` or `remove: true`'
  const target = child(action, 'target')
  if (typeof target?.value !== 'string') {
    yield issueAt(target ?? action, { code: 'overlay', message })
    return
  }
  yield* unknownKeys(action, ACTION_KEYS)
  const remove = child(action, 'remove')
  if (remove !== undefined && typeof remove.value !== 'boolean') {
    yield issueAt(remove, { code: 'overlay', message: '`remove` is true or false' })
  } else if (remove?.value !== true && child(action, 'update') === undefined && child(action, 'copy') === undefined) {
    yield issueAt(action, { code: 'overlay', message })
  }
}

function* unknownKeys(place: Place, known: readonly string[]): Generator<Issue> {
  for (const [key, value] of entries(place)) {
    if (known.includes(key) || key.startsWith('x-')) continue
    yield issueAt(value, { code: 'unknown-key', message: `an overlay has no ${key} here`, hint: didYouMean(key, known), at: 'key' })
  }
}

function* applyAction(action: Place, value: OverlaidValue): Generator<Issue> {
  const target = child(action, 'target')
  if (target === undefined) return
  const selected = select(target, value.value)
  if ('issue' in selected) {
    yield selected.issue
    return
  }
  const { pointers } = selected
  if (pointers.length === 0) {
    const message = `nothing in the document is at ${textOf(target.value)}: this action changes nothing`
    yield issueAt(target, { code: 'overlay-target', severity: 'warning', message })
    return
  }
  if (child(action, 'remove')?.value === true) {
    if (pointers.includes('')) yield issueAt(target, { code: 'overlay', message: 'the whole document cannot be removed' })
    else value.remove(pointers)
    return
  }
  const update = child(action, 'update')
  const source = update ?? child(action, 'copy')
  if (source === undefined) return
  let added = source
  if (update === undefined) {
    const copied = select(source, value.value)
    if ('issue' in copied) {
      yield copied.issue
      return
    }
    const [only, ...others] = copied.pointers
    if (only === undefined || others.length > 0) {
      yield issueAt(source, {
        code: 'overlay',
        message: `\`copy\` must select one value, and ${textOf(source.value)} selects ${copied.pointers.length}`,
      })
      return
    }
    added = value.placeOf(only)
  }
  for (const pointer of pointers) {
    const problem = value.added > MAX_ADDED ? 'the overlay adds too much to the document' : value.merge(pointer, added)
    if (problem === undefined) continue
    yield issueAt(source, { code: 'overlay', message: problem, at: 'key' })
    return
  }
}

/** The pointers of the values that a JSONPath selects. */
function select(path: Place, value: unknown): { readonly pointers: string[] } | { readonly issue: Issue } {
  const text = textOf(path.value)
  try {
    const nodes = isObject(value) || Array.isArray(value) ? openPaths().query(text, value as never).nodes : []
    return { pointers: [...new Set(nodes.map((node) => node.location.reduce<string>(joinPointer, '')))] }
  } catch (error) {
    if (error instanceof RangeError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    return { issue: issueAt(path, { code: 'overlay', message: `${text} is not a JSONPath (RFC 9535): ${reason}` }) }
  }
}
