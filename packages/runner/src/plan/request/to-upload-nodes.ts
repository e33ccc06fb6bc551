import { defined } from '@shotlist/codegen/defined'
import type { Problem } from '../../errors/issue.ts'
import { isBrokenValue } from '../../manifest/expressions/evaluate-value.ts'
import { isOutputReference } from '../../manifest/expressions/expression.ts'
import { checkFile, checkInputPath } from '../../manifest/files/check-file.ts'
import type { Files } from '../../manifest/files/files.ts'
import { outOfBounds } from '../../manifest/files/out-of-bounds.ts'
import type { IssueList } from '../../manifest/issue-list.ts'
import { keyPlaceAt, nodeAt, type Place } from '../../manifest/yaml/node.ts'
import type { UsedOperation } from '../resolve-operation.ts'
import type { ContentLimit, LengthLimit } from './check-request.ts'
import type { Field, FilePlace } from './field.ts'

type Context = {
  readonly used: UsedOperation
  readonly issues: IssueList
  readonly files: Files
  readonly root: string
  readonly checked: Map<string, Problem | undefined>
  readonly lengths: Map<string, LengthLimit>
  readonly contents: Map<string, ContentLimit>
}

/** Converts `{ file }` and `{ url }` in a field's value to nodes of the plan. Reports what cannot be sent. */
export function toUploadNodes(value: unknown, field: Field, context: Context): unknown {
  let result = value
  for (const place of field.files) result = mapAt(result, place.path, (item, at) => toUploadNode(item, { at, field, place, context }))
  for (const path of field.publicUrls) result = mapAt(result, path, (item, at) => toPublicUrl(item, { at, field, context }))
  return result
}

type Here = { readonly at: readonly string[]; readonly field: Field; readonly context: Context }

function toUploadNode(item: unknown, { at, field, place, context }: Here & { readonly place: FilePlace }): unknown {
  const { upload, accepts } = place
  const given = fileOrUrl(item)
  noteLocalUrl(given?.kind === 'url' ? given.value : item, { at, field, context })
  if (given === undefined) return item
  const note = noteAt({ at, field, context })
  if (given.kind === 'url') {
    const problem = urlProblem(given.value, { field, place })
    if (problem !== undefined) note(problem)
    return upload === undefined ? given.value : { $url: given.value, upload }
  }
  if (isOutputReference(given.value)) {
    if (!isBrokenValue(given.value))
      note({
        code: 'not-yet-known',
        message: 'a file must exist before the run begins',
        hint: 'Write the result of another job as `{ url: ... }`, or as its id.',
      })
    return given.value
  }
  const path = typeof given.value === 'string' ? checkInputPath(given.value) : { problem: 'must be a text' }
  if ('problem' in path) {
    note({ code: 'bad-path', message: `the path of this file ${path.problem}`, ...defined({ hint: path.hint }) })
    return { $file: '', ...defined({ upload }) }
  }
  const key = `${upload ?? field.name}:${path.path}`
  if (!context.checked.has(key)) {
    const { files, root } = context
    context.checked.set(key, outOfBounds(path.path, { files, root }) ?? checkFile(path.path, { files, root, accepts }))
  }
  const problem = context.checked.get(key)
  if (problem !== undefined) note(problem)
  else if (accepts !== undefined) {
    const { types, maxSeconds } = accepts
    const written = placeOf({ at, field })
    if (types.length > 0) limitAt(context.contents, key, { path: path.path, types }).places.add(written)
    if (maxSeconds !== undefined) limitAt(context.lengths, key, { path: path.path, maxSeconds }).places.add(written)
  }
  return { $file: path.path, ...defined({ upload }) }
}

/** The limit for a file, one for all its places in the manifest. */
function limitAt<Limit extends { readonly places: Set<Place> }>(
  limits: Map<string, Limit>,
  key: string,
  facts: Omit<Limit, 'places'>,
): Limit {
  const limit = limits.get(key) ?? ({ ...facts, places: new Set() } as unknown as Limit)
  limits.set(key, limit)
  return limit
}

function urlProblem(value: unknown, { field, place }: { readonly field: Field; readonly place: FilePlace }): Problem | undefined {
  if (!place.takesUrl)
    return {
      code: 'no-url',
      message: `${place.upload ?? field.name} does not accept a URL`,
      hint: 'Save the file beside the manifest and write `{ file: path }`.',
    }
  // The URL of another job's output is known after that job.
  if (isOutputReference(value) || (typeof value === 'string' && isWebUrl(value))) return undefined
  return {
    code: 'bad-url',
    message: `${typeof value === 'string' ? `\`${value}\`` : 'this'} is not a URL`,
    hint: 'URLs begin with https://. Write a file of your own as `{ file: path }`.',
  }
}

/** Accepts `{ url }` for a public URL too, so that a job is written the same for every provider. */
function toPublicUrl(item: unknown, { at, field, context }: Here): unknown {
  const given = fileOrUrl(item)
  noteLocalUrl(given?.kind === 'url' ? given.value : item, { at, field, context })
  if (given?.kind === 'url') return given.value
  if (given === undefined) return item
  noteAt({ at, field, context })({
    code: 'only-public-urls',
    message: `\`${field.name}\` accepts only a public URL: ${context.used.provider} has no upload for it`,
    hint: 'Put the file at a public address, and write its https:// URL.',
  })
  return { $file: '', upload: '' }
}

/** Hosts that only this machine, or its network, knows. */
const LOCAL_HOST =
  /^(localhost|.*\.(localhost|local|internal|lan)|127(\.\d+){3}|10(\.\d+){3}|192\.168(\.\d+){2}|169\.254(\.\d+){2}|\[::1\])$/i

/** Warns about a URL that the provider cannot reach. A stand-in for the provider on this machine can. */
function noteLocalUrl(value: unknown, { at, field, context }: Here): void {
  if (typeof value !== 'string' || !isWebUrl(value) || !URL.canParse(value)) return
  const { hostname } = new URL(value)
  if (!LOCAL_HOST.test(hostname)) return
  const problem = {
    code: 'local-url',
    message: `${context.used.provider} fetches this URL itself, and cannot reach ${hostname}`,
    hint: 'Put the file at a public address, or write a file of your own as `{ file: path }`, if the field accepts one.',
  }
  context.issues.add(placeOf({ at, field }), problem, 'warning')
}

function noteAt({ at, field, context }: Here): (problem: Problem) => void {
  const place = placeOf({ at, field })
  return (problem) => context.issues.add(place, problem)
}

/** The place of the path or the URL itself. */
function placeOf({ at, field }: Pick<Here, 'at' | 'field'>): Place {
  const item = nodeAt(field.value.node, at)
  return item.kind === 'map' ? ([...item.entries.values()][0]?.value ?? item) : item
}

function fileOrUrl(item: unknown): { kind: 'file' | 'url'; value: unknown } | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined
  const [key, ...others] = Object.keys(item)
  if (others.length > 0 || (key !== 'file' && key !== 'url')) return undefined
  return { kind: key, value: (item as Record<string, unknown>)[key] }
}

function isWebUrl(text: string): boolean {
  return /^https?:\/\/[^\s/]+/.test(text)
}

/** Reports a `{ file }` or `{ url }` in a field that accepts no file. Returns whether there is one. */
export function noteFileElsewhere(field: Field, pointer: readonly string[], { used, issues }: Pick<Context, 'used' | 'issues'>): boolean {
  const node = nodeAt(field.value.node, pointer)
  if (node.kind !== 'map' || node.entries.size !== 1 || !(node.entries.has('file') || node.entries.has('url'))) return false
  const fileFields = Object.keys({ ...used.table.uploads, ...used.table.files })
  issues.add(keyPlaceAt(field.value.node, pointer), {
    code: 'no-upload',
    message: `\`${field.name}\` does not accept a file`,
    hint:
      fileFields.length === 0
        ? `No field of ${used.provider}/${used.operation.name} accepts a file.`
        : `Files go into ${fileFields.map((name) => name.slice(1)).join(', ')}.`,
  })
  return true
}

/** Applies `change` at a path in a value; `-` matches any item of a list. Returns the value unchanged if the path does not exist. */
function mapAt(
  value: unknown,
  path: readonly string[],
  change: (value: unknown, path: readonly string[]) => unknown,
  at: readonly string[] = [],
): unknown {
  const [segment, ...rest] = path
  if (segment === undefined) return change(value, at)
  if (segment === '-') return Array.isArray(value) ? value.map((item, index) => mapAt(item, rest, change, [...at, String(index)])) : value
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, segment)) return value
  return { ...value, [segment]: mapAt((value as Record<string, unknown>)[segment], rest, change, [...at, segment]) }
}
