import { createHash } from 'node:crypto'
import { v5 as uuidV5 } from 'uuid'
import { canonicalJson } from '../manifest/canonical-json.ts'

/** Everything a render depends on. What makes two of these equal makes their renders the same. */
export type Ingredients = {
  readonly provider: string
  readonly operation: string
  /** The request with its inputs by content: files as hashes, outputs of other jobs as the task they came from, URLs without signatures. */
  readonly request: Readonly<Record<string, unknown>>
  readonly take?: number
  /** What its seed was derived from, where that is another name than the job's: the one it had then. The seed itself is in the request. */
  readonly seedOf?: string
}

/** The namespace of submission keys, a random UUID made once for Shotlist. */
const NAMESPACE = '5b0f3a0e-6d0b-4f5c-9d5b-2f4f1f7a8c61'

/** SHA-256 (hex) of a job's ingredients: a job whose fingerprint is unchanged needs no new render. */
export function fingerprintOf({ request, seedOf: _name, ...others }: Ingredients): string {
  return createHash('sha256')
    .update(canonicalJson({ ...others, request: withoutNames(request) }))
    .digest('hex')
}

/** Part of a request without the names of the jobs that outputs come from: a render is the same one, whatever its job is called. */
export function withoutNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNames)
  if (typeof value !== 'object' || value === null) return value
  if (isOutput(value)) {
    const { source: _name, ...rest } = value
    return rest
  }
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withoutNames(field)]))
}

/** An output of another job, as ingredients have it. */
function isOutput(value: object): value is { readonly source: unknown } {
  return Object.keys(value).length === 3 && 'source' in value && 'output' in value && 'render' in value && typeof value.render === 'string'
}

/**
 * The idempotency key of a job's try: a UUID (version 5) derived from its content, so that a process that knows nothing of an earlier one
 * repeats a submission under the same key. Another try, after a definite failure, has another.
 */
export function submissionKey(fingerprint: string, attempt: number): string {
  return uuidV5(`${fingerprint}/${attempt}`, NAMESPACE)
}

/** Names the render that outputs come from: its task, or the key of its submission where it had none. Another render has another name. */
export function renderName({ taskId, key }: { readonly taskId?: string; readonly key: string }): string {
  return taskId ?? key
}

/** Parameters that only say who may fetch a URL and until when. The same picture signed twice is the same picture. */
const SIGNATURE =
  /^(x-(amz|goog|oss|cos|bce)-.*|awsaccesskeyid|googleaccessid|ossaccesskeyid|signature|sig|sign|expires?|expiry|policy|key-pair-id|token|auth_key|hdnts|se|sp|sv|sr|st|skoid|sktid|skt|ske|sks|skv)$/i

/** An input's URL as far as it names content: without signature and expiry. Text that is no URL stays as it is. */
export function stableUrl(text: string): string {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return text
  const url = new URL(text)
  const signatures = [...url.searchParams.keys()].filter((name) => SIGNATURE.test(name))
  for (const name of signatures) url.searchParams.delete(name)
  url.username = ''
  url.password = ''
  return url.href
}
