import type { ErrorClass } from '@shotlist/core/contract'

type Row = {
  readonly meaning: string
  /** What a person does about it. */
  readonly remedy: string
  /** What the command's exit status says, where it is not the one of a failed job. */
  readonly exit?: 'auth'
  /** Who tells of it: providers, or Shotlist itself. */
  readonly by: 'provider' | 'shotlist'
  /**
   * Whether a job may be tried again after it. Never after a refusal that would come again, or does harm: repeated hits of the content review can
   * suspend an account.
   */
  readonly retry: boolean
}

/**
 * Every class of failure that a job can have. The classes of providers are those of documents, the same at each of them. `retries`, `retry_on`,
 * the `class` of events and the page of error codes take theirs from this table.
 */
export const FAILURE_CLASSES = {
  'invalid-request': {
    meaning: 'The provider refused the request; the same one will be refused again.',
    remedy: 'Change it as the message says.',
    by: 'provider',
    retry: false,
  },
  auth: {
    meaning: 'The key is missing, wrong or expired. Nothing more is submitted to that provider.',
    remedy: 'Mend the key, then run again.',
    exit: 'auth',
    by: 'provider',
    retry: false,
  },
  forbidden: {
    meaning: 'The key is good, but not for this.',
    remedy: 'Ask the provider for access, or use what the account may use.',
    by: 'provider',
    retry: false,
  },
  'not-found': {
    meaning: 'What the request names is not there.',
    remedy: 'Check ids in the request. An id holds only at the provider, and the account, that gave it out.',
    by: 'provider',
    retry: true,
  },
  moderation: {
    meaning: 'The content review refused the prompt, an input or the result. It is not tried again by itself.',
    remedy: 'Change the prompt or the picture. Many refusals can suspend an account: see `stop_after`.',
    by: 'provider',
    retry: false,
  },
  quota: {
    meaning: 'No credits are left, or a paid allowance is used up. Nothing more is submitted to that provider.',
    remedy: 'Add credits, then run again.',
    by: 'provider',
    retry: false,
  },
  busy: {
    meaning: 'The provider has no free slot. The job waits; this never fails it on its own.',
    remedy: 'Nothing, or lower `concurrency`.',
    by: 'provider',
    retry: true,
  },
  'rate-limit': {
    meaning: 'Too many requests. The job waits; this never fails it on its own.',
    remedy: 'Nothing, or lower `rate`.',
    by: 'provider',
    retry: true,
  },
  server: {
    meaning: 'The provider failed.',
    remedy: 'Run again later; `retries` says how often a job tries by itself.',
    by: 'provider',
    retry: true,
  },
  unknown: { meaning: "The provider's document does not list this failure.", remedy: 'Read its message.', by: 'provider', retry: true },
  network: {
    meaning: 'There was no answer, and surely nothing was started.',
    remedy: 'Check the network, then run again.',
    by: 'shotlist',
    retry: true,
  },
  timeout: {
    meaning: 'The task did not end in its time, and may still.',
    remedy: 'Run again to go on waiting, or raise `timeout`.',
    by: 'shotlist',
    retry: true,
  },
  file: {
    meaning: 'The result could not be brought home, or an input could not be read.',
    remedy: 'Mend what the message names and run again: nothing is paid for twice.',
    by: 'shotlist',
    retry: true,
  },
  internal: { meaning: 'A mistake in Shotlist itself.', remedy: 'Report it, with the command you ran.', by: 'shotlist', retry: true },
} as const satisfies Readonly<Record<ErrorClass | 'network' | 'timeout' | 'file' | 'internal', Row>>

/** What kind of failure it was. */
export type FailureClass = keyof typeof FAILURE_CLASSES

const rows = Object.entries(FAILURE_CLASSES) as readonly (readonly [FailureClass, Row])[]

/** The classes that providers tell: what `retry_on` may name. */
export const providerClasses: readonly FailureClass[] = rows.filter(([, { by }]) => by === 'provider').map(([name]) => name)

/** What `retries` may name: the same, a request that was never delivered, and a task that outlives its time. */
export type RetryClass = Exclude<FailureClass, 'file' | 'internal'>

export const retryClasses: readonly RetryClass[] = [...(providerClasses as readonly RetryClass[]), 'network', 'timeout']

/** Whether another try would meet the same refusal, or do harm. */
export const isHopeless = (kind: FailureClass): boolean => FAILURE_CLASSES[kind]?.retry === false
