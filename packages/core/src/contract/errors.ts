import type { Candidates, Condition } from './expression.ts'

/**
 * What a failure means for the caller, the same at every provider. `passes`: the same request may succeed later, without anyone doing anything.
 *
 * - `busy`: no free slot at the provider, wait for one;
 * - `quota`: no credits left, or a paid allowance used up;
 * - `unknown`: a code the document does not list.
 */
export const ERROR_CLASSES = {
  'invalid-request': { passes: false },
  auth: { passes: false },
  forbidden: { passes: false },
  'not-found': { passes: false },
  moderation: { passes: false },
  quota: { passes: false },
  busy: { passes: true },
  'rate-limit': { passes: true },
  server: { passes: true },
  unknown: { passes: false },
} as const

/** What kind of failure it was, for the caller. */
export type ErrorClass = keyof typeof ERROR_CLASSES

/** What a document says of one error code or HTTP status. */
export type ErrorRule = {
  readonly class: ErrorClass
  /** What happened, for a person. */
  readonly meaning: string
  /** What to do about it. */
  readonly hint?: string
  /** Whether the same request may succeed later. Says nothing of how it may be repeated: a paid one only with its key. */
  readonly retry: boolean
  /** Whether the provider may have charged for a submission answered so. */
  readonly billable: boolean
  /** The HTTP status such an answer comes with, where it is known. */
  readonly status?: number
}

/** How the errors of a provider are recognised, read and classified. */
export type ErrorRules = {
  /**
   * Tells a good 2xx body from an error inside HTTP 200: a body is an error when `failed` holds, or when `ok` is given and does
   * not hold. Absent where the HTTP status alone decides.
   */
  readonly envelope?: { readonly ok?: Condition; readonly failed?: Condition }
  readonly code: Candidates
  readonly message: Candidates
  /** The provider's own trace id, for its support. */
  readonly trace?: Candidates
  /** By code, as text. A code wins over the HTTP status. */
  readonly codes: Readonly<Record<string, ErrorRule>>
  /** By HTTP status, as text. */
  readonly statuses: Readonly<Record<string, ErrorRule>>
}

/** What a program needs to know of an error. What only people read is absent in small bundles. */
export type ErrorVerdict = Pick<ErrorRule, 'class' | 'retry' | 'billable'> & Partial<ErrorRule>

/** `ErrorRules`, or what small bundles hold of them. */
export type ErrorReading = Omit<ErrorRules, 'codes' | 'statuses'> & {
  readonly codes: Readonly<Record<string, ErrorVerdict>>
  readonly statuses: Readonly<Record<string, ErrorVerdict>>
}
