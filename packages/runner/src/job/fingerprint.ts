import { createHash } from 'node:crypto'
import { v5 as uuidV5 } from 'uuid'
import { canonicalJson } from '../manifest/canonical-json.ts'

/** Everything that decides what a clip looks like. Two jobs with equal ingredients make the same clip. */
export type Ingredients = {
  readonly provider: string
  readonly operation: string
  /** The request with its inputs by content: files as hashes, outputs of other jobs as the task that made them, URLs without signatures. */
  readonly request: Readonly<Record<string, unknown>>
  readonly take?: number
  /** The name that the seed was derived from, if the job was renamed since. The seed itself is in the request. */
  readonly seedOf?: string
}

/** The namespace of submission keys, a random UUID made once for Shotlist. */
const NAMESPACE = '5b0f3a0e-6d0b-4f5c-9d5b-2f4f1f7a8c61'

/** SHA-256 (hex) of a job's ingredients. A job with an unchanged fingerprint is not rendered again. */
export function fingerprintOf({ request, seedOf: _name, ...others }: Ingredients): string {
  return createHash('sha256')
    .update(canonicalJson({ ...others, request: withoutNames(request) }))
    .digest('hex')
}

/** A part of a request without the names of the jobs that outputs come from: renaming a job does not change a clip. */
export function withoutNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNames)
  if (typeof value !== 'object' || value === null) return value
  if (isOutput(value)) {
    const { source: _name, ...rest } = value
    return rest
  }
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutNames(field)]))
}

/** Whether a value is an output of another job, in the form that ingredients have. */
function isOutput(value: object): value is { readonly source: unknown } {
  return Object.keys(value).length === 3 && 'source' in value && 'output' in value && 'render' in value && typeof value.render === 'string'
}

/**
 * The idempotency key of an attempt: a UUID (version 5) derived from fingerprint and attempt. A process that lost all state therefore
 * repeats a submission with the same key. The next attempt, after a definite failure, has another key.
 */
export function submissionKey(fingerprint: string, attempt: number): string {
  return uuidV5(`${fingerprint}/${attempt}`, NAMESPACE)
}

/** The name of a render, from which outputs come: the id of its task, or the key of its submission if it had no task. */
export function renderName({ taskId, key }: { readonly taskId?: string; readonly key: string }): string {
  return taskId ?? key
}

/** Query parameters that hold a signature or an expiry. They do not change the content: a picture signed twice is the same picture. */
const SIGNATURE =
  /^(x-(amz|goog|oss|cos|bce)-.*|awsaccesskeyid|googleaccessid|ossaccesskeyid|signature|sig|sign|expires?|expiry|policy|key-pair-id|token|auth_key|hdnts|se|sp|sv|sr|st|skoid|sktid|skt|ske|sks|skv)$/i

/** The part of an input's URL that names its content: without user, signature and expiry. Returns text that is not a URL unchanged. */
export function stableUrl(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return text
  const url = new URL(text)
  const signatures = [...url.searchParams.keys()].filter((name) => SIGNATURE.test(name))
  for (const name of signatures) url.searchParams.delete(name)
  url.username = ''
  url.password = ''
  return url.href
}
