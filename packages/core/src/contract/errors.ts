import type { Candidates, Condition } from './expression.ts'

/**
 * The classes of failures, the same for every provider. `passes`: transient, the same request may succeed later without a change.
 *
 * - `busy`: the provider has no free slot;
 * - `quota`: no credits are left, or a paid allowance is used up;
 * - `unknown`: the document does not list the code.
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

/** The class of a failure. */
export type ErrorClass = keyof typeof ERROR_CLASSES

/** A document's rule for one error code or HTTP status. */
export type ErrorRule = {
  readonly class: ErrorClass
  /** What happened, for a person. */
  readonly meaning: string
  /** What to do about it. */
  readonly hint?: string
  /** Whether the same request may succeed later. A paid request must still carry the same idempotency key. */
  readonly retry: boolean
  /** Whether the provider may have charged for the submission. */
  readonly billable: boolean
  /** The HTTP status that comes with the code, if known. */
  readonly status?: number
}

/** How the errors of a provider are recognised, read and classified. */
export type ErrorRules = {
  /**
   * Detects an error inside HTTP 200: a body is an error if `failed` holds, or if `ok` is given and does not hold. Absent if the HTTP status
   * alone decides.
   */
  readonly envelope?: { readonly ok?: Condition; readonly failed?: Condition }
  readonly code: Candidates
  readonly message: Candidates
  /** The provider's own trace id, for its support. */
  readonly trace?: Candidates
  /** By code, as text. A code wins over the HTTP status. A key that ends in `*` stands for all codes that begin so: `ruleOfCode` reads both. */
  readonly codes: Readonly<Record<string, ErrorRule>>
  /** By HTTP status, as text. */
  readonly statuses: Readonly<Record<string, ErrorRule>>
}

/** The rule of a code: its own, otherwise that of the longest family (`SAFETY.*`) that it belongs to. */
export function ruleOfCode<Rule>(codes: Readonly<Record<string, Rule>>, code: string | undefined): Rule | undefined {
  if (code === undefined) return undefined
  let key = code
  for (let length = code.length; !Object.hasOwn(codes, key); length -= 1) {
    if (length === 0) return undefined
    key = `${code.slice(0, length)}*`
  }
  return codes[key]
}

/** What programs need of an `ErrorRule`. Texts for people are absent in small bundles. */
export type ErrorVerdict = Pick<ErrorRule, 'class' | 'retry' | 'billable'> & Partial<ErrorRule>

/** `ErrorRules`, or the part of them that small bundles hold. */
export type ErrorReading = Omit<ErrorRules, 'codes' | 'statuses'> & {
  readonly codes: Readonly<Record<string, ErrorVerdict>>
  readonly statuses: Readonly<Record<string, ErrorVerdict>>
}
