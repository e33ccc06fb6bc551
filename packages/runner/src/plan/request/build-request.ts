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
  /** The source of the seed: the instance's id without its take, and the take. */
  readonly seed: { readonly group: string; readonly take: number | undefined }
  readonly context: InstanceContext
}

/** The request of one instance: every field evaluated, files as uploads, and a seed if the operation has one. */
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

/** Sets the seed. Without one in the manifest it is derived from the instance's id; one in the manifest is increased for each take. */
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

/** The largest seed that any provider accepts. */
const MAX_SEED = 2_147_483_647

/** A seed from 0 to `max`, the same for the same text. */
export function deriveSeed(text: string, max: number = MAX_SEED): number {
  const digest = createHash('sha256').update(`seed:${text}`).digest()
  return digest.readUIntBE(0, 6) % (Math.min(max, MAX_SEED) + 1)
}

/** Replaces a value that is only known later when a request is validated. Digits fit ids and most texts. */
const PLACEHOLDER = '1'

const DEFERRED_KEYS = ['$output', '$text', '$file', '$url'] as const

/** A request with placeholders for values that are only known later, and the JSON pointers of these values. */
export function withPlaceholders(value: unknown): { readonly data: unknown; readonly unresolved: readonly string[] } {
  if (isKnown(value)) return { data: value, unresolved: [] }
  const unresolved: string[] = []
  return { data: replace(value, '', unresolved), unresolved }
}

/** Whether a request has no value that is only known later, as most requests have none. */
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
 * Converts the value of an expression to the field's type: CSV tables hold only texts, and JSON tables may name products by numbers.
 * Literal values in the manifest are not converted.
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
