import type { ErrorClass } from '@shotlist/core/contract'

type Row = {
  readonly meaning: string
  /** Whether the same request may succeed later without any change. */
  readonly passes: boolean
  /** The usual HTTP status of such an error. */
  readonly status: number
}

/** The classes of errors that a document may use. A test proves that `passes` matches core's `ERROR_CLASSES`. */
export const ERROR_CLASSES: Readonly<Record<ErrorClass, Row>> = {
  'invalid-request': { meaning: 'The provider refused the request; the same one will be refused again.', passes: false, status: 400 },
  auth: { meaning: 'The key is missing, wrong or expired.', passes: false, status: 401 },
  forbidden: { meaning: 'The key is good, but not for this.', passes: false, status: 403 },
  'not-found': { meaning: 'Something that the request names does not exist.', passes: false, status: 404 },
  moderation: { meaning: 'The content review refused the prompt, an input or the result.', passes: false, status: 400 },
  quota: { meaning: 'No credits are left, or a paid allowance is used up.', passes: false, status: 402 },
  busy: { meaning: 'The provider has no free slot: the job waits for one.', passes: true, status: 429 },
  'rate-limit': { meaning: 'Too many requests: the job waits.', passes: true, status: 429 },
  server: { meaning: 'The provider failed.', passes: true, status: 500 },
  unknown: { meaning: "The provider's document does not list this failure.", passes: false, status: 500 },
}

export const errorClassNames = Object.keys(ERROR_CLASSES) as readonly ErrorClass[]
