import { createHash } from 'node:crypto'
import { v5 as uuidV5 } from 'uuid'
import { canonicalJson } from './canonical-json.ts'

/** Everything a render depends on. What makes two of these equal makes their renders the same. */
export type Ingredients = {
  readonly provider: string
  readonly operation: string
  /** The request with its inputs by content: files as hashes, outputs of other jobs as the task they came from, URLs without signatures. */
  readonly request: Readonly<Record<string, unknown>>
  readonly take?: number
}

/** The namespace of submission keys, a random UUID made once for Shotlist. */
const NAMESPACE = '5b0f3a0e-6d0b-4f5c-9d5b-2f4f1f7a8c61'

/** SHA-256 (hex) of a job's ingredients: a job whose fingerprint is unchanged needs no new render. */
export const fingerprintOf = (ingredients: Ingredients): string => createHash('sha256').update(canonicalJson(ingredients)).digest('hex')

/**
 * The idempotency key of a job's try: a UUID (version 5) derived from its content, so that a process that knows nothing of an earlier one
 * repeats a submission under the same key. Another try, after a definite failure, has another.
 */
export const submissionKey = (fingerprint: string, attempt: number): string => uuidV5(`${fingerprint}/${attempt}`, NAMESPACE)
