import { createHash } from 'node:crypto'
import type { FieldModel } from '@shotlist/codegen'
import { evaluateValue } from '../../manifest/expressions/evaluate-value.ts'
import { isDeferred, type Scope } from '../../manifest/expressions/expression.ts'
import type { ExpandedJob, InstanceContext } from '../instances/instance-context.ts'
import { type Field, respell } from './field.ts'
import { UNKNOWN_FIELD } from './read-fields.ts'
import { readFiles } from './read-files.ts'

type Options = {
  readonly scope: Scope
  /** What the seed is derived from: the instance's name without its take, and the take. */
  readonly seed: { readonly group: string; readonly take: number | undefined }
  readonly context: InstanceContext
}

/** The request of one instance: every field evaluated, files as uploads, and a seed where the operation takes one. */
export function buildRequest(job: ExpandedJob, { scope, seed, context }: Options): Record<string, unknown> {
  const entries: [string, unknown][] = []
  for (const field of job.fields) {
    const value = evaluateValue(field.value, scope, context.issues)
    if (field.model === UNKNOWN_FIELD) continue
    entries.push([field.name, toRequestValue(value, field, { job, context })])
  }
  return withSeed(Object.fromEntries(entries), job, seed)
}

function toRequestValue(value: unknown, field: Field, { job, context }: { job: ExpandedJob; context: InstanceContext }): unknown {
  const typed = isDeferred(value) ? value : respell(field.value.kind === 'template' ? coerce(value, field.model) : value, field.model)
  if (job.used === undefined || (field.uploads.length === 0 && field.publicUrls.length === 0)) return typed
  const { issues, files, root, checked, lengths, contents } = context
  return readFiles(typed, field, { used: job.used, issues, files, root, checked, lengths, contents })
}

/** A seed that is not given is derived from the instance's name; one that is given counts up with the takes, so that they differ. */
function withSeed(
  request: Record<string, unknown>,
  { job, used, fields }: ExpandedJob,
  { group, take }: Options['seed'],
): Record<string, unknown> {
  const name = used?.table.canonical['seed']
  const model = name === undefined ? undefined : used?.operation.fields.find((field) => field.name === name)
  if (name === undefined || model?.type !== 'integer') return request
  const given = request[name]
  if (given === undefined) {
    const base = job.seed === undefined ? group : `${group}:${job.seed}`
    return { ...request, [name]: deriveSeed(take === undefined ? base : `${base}#${take}`, model.maximum) }
  }
  const isWritten = fields.find((field) => field.name === name)?.value.kind === 'static'
  if (take === undefined || !isWritten || typeof given !== 'number') return request
  return { ...request, [name]: (given + take - 1) % ((model.maximum ?? MAX_SEED) + 1) }
}

/** The largest seed any provider takes. */
const MAX_SEED = 2_147_483_647

/** A seed from 0 to `max` that is the same whenever the same text is given. */
export function deriveSeed(text: string, max: number = MAX_SEED): number {
  const digest = createHash('sha256').update(`seed:${text}`).digest()
  return digest.readUIntBE(0, 6) % (Math.min(max, MAX_SEED) + 1)
}

/** What the schema sees in place of something known later: a text of digits does for ids and for most texts. */
const PLACEHOLDER = '1'

const DEFERRED_KEYS = ['$output', '$text', '$file', '$url'] as const

/** A request with stand-ins for what is known later, and the JSON pointers of these. Nothing is said of them. */
export function withPlaceholders(value: unknown): { readonly data: unknown; readonly unresolved: readonly string[] } {
  if (isKnown(value)) return { data: value, unresolved: [] }
  const unresolved: string[] = []
  return { data: replace(value, '', unresolved), unresolved }
}

/** Nearly all requests are known from the beginning, and stay as they are. */
function isKnown(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return !isLater(value) && Object.values(value).every(isKnown)
}

function isLater(value: object): boolean {
  return DEFERRED_KEYS.some((key) => Object.hasOwn(value, key))
}

function replace(value: unknown, pointer: string, unresolved: string[]): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (isLater(value)) {
    unresolved.push(pointer)
    return PLACEHOLDER
  }
  if (Array.isArray(value)) return value.map((item, index) => replace(item, `${pointer}/${index}`, unresolved))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replace(item, `${pointer}/${escape(key)}`, unresolved)]))
}

function escape(segment: string): string {
  return segment.replaceAll('~', '~0').replaceAll('/', '~1')
}

/**
 * The value of an expression as the field's type. Tables of comma separated values know only texts, and JSON tables name products with
 * numbers; what is written out in the manifest is taken as it is.
 */
function coerce(value: unknown, field: FieldModel | undefined): unknown {
  if (typeof value === 'string') {
    if (field?.type === 'integer' && /^-?\d+$/.test(value) && Number.isSafeInteger(Number(value))) return Number(value)
    if (field?.type === 'number' && /^-?\d+(\.\d+)?$/.test(value)) return Number(value)
    if (field?.type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true'
  }
  if (field?.type === 'string' && (typeof value === 'number' || typeof value === 'bigint')) return String(value)
  return value
}
