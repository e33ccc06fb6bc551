import { ERROR_CLASSES, errorClassNames } from '@shotlist/codegen/error-classes'
import type { ErrorClass } from '@shotlist/core/contract'

type Row = {
  readonly meaning: string
  /** What a person does about it. */
  readonly remedy: string
  /** What the command's exit status says, where it is not the one of a failed job. */
  readonly exit?: 'auth'
  /**
   * Whether a job may be tried again after it. Never after a refusal that would come again, or does harm: repeated hits of the content review can
   * suspend an account.
   */
  readonly retry: boolean
}

/**
 * Every class of failure that a job can have. Those of providers are the classes of documents. `retries`, `retry_on`,
 * the `class` of events and the page of error codes take theirs from this table.
 */
export const FAILURE_CLASSES = {
  'invalid-request': {
    meaning: ERROR_CLASSES['invalid-request'].meaning,
    remedy: 'Change it as the message says.',
    retry: false,
  },
  auth: {
    meaning: `${ERROR_CLASSES.auth.meaning} Nothing more is submitted to that provider.`,
    remedy: 'Mend the key, then run again.',
    exit: 'auth',
    retry: false,
  },
  forbidden: {
    meaning: ERROR_CLASSES.forbidden.meaning,
    remedy: 'Ask the provider for access, or use what the account may use.',
    retry: false,
  },
  'not-found': {
    meaning: ERROR_CLASSES['not-found'].meaning,
    remedy: 'Check ids in the request. An id holds only at the provider, and the account, that gave it out.',
    retry: true,
  },
  moderation: {
    meaning: `${ERROR_CLASSES.moderation.meaning} It is not tried again by itself.`,
    remedy: 'Change the prompt or the picture. Many refusals can suspend an account: see `stop_after`.',
    retry: false,
  },
  quota: {
    meaning: `${ERROR_CLASSES.quota.meaning} Nothing more is submitted to that provider.`,
    remedy: 'Add credits, then run again.',
    retry: false,
  },
  busy: {
    meaning: `${ERROR_CLASSES.busy.meaning} This never fails it on its own.`,
    remedy: 'Nothing, or lower `concurrency`.',
    retry: true,
  },
  'rate-limit': {
    meaning: `${ERROR_CLASSES['rate-limit'].meaning} This never fails it on its own.`,
    remedy: 'Nothing, or lower `rate`.',
    retry: true,
  },
  server: {
    meaning: ERROR_CLASSES.server.meaning,
    remedy: 'Run again later; `retries` says how often a job tries by itself.',
    retry: true,
  },
  unknown: { meaning: ERROR_CLASSES.unknown.meaning, remedy: 'Read its message.', retry: true },
  network: {
    meaning: 'There was no answer, and surely nothing was started.',
    remedy: 'Check the network, then run again.',
    retry: true,
  },
  timeout: {
    meaning: 'The task did not end in its time, and may still.',
    remedy: 'Run again to go on waiting, or raise `timeout`.',
    retry: true,
  },
  file: {
    meaning: 'The result could not be brought home, or an input could not be read.',
    remedy: 'Mend what the message names and run again: nothing is paid for twice.',
    retry: true,
  },
  internal: { meaning: 'A mistake in Shotlist itself.', remedy: 'Report it, with the command you ran.', retry: true },
} as const satisfies Readonly<Record<ErrorClass | 'network' | 'timeout' | 'file' | 'internal', Row>>

/** What kind of failure it was. */
export type FailureClass = keyof typeof FAILURE_CLASSES

/** What `retries` may name: the same, a request that was never delivered, and a task that outlives its time. */
export type RetryClass = Exclude<FailureClass, 'file' | 'internal'>

export const RETRY_CLASSES: readonly RetryClass[] = [...errorClassNames, 'network', 'timeout']

/** Whether another try would meet the same refusal, or do harm. */
export function isPermanent(kind: FailureClass): boolean {
  return FAILURE_CLASSES[kind]?.retry === false
}

/** Why a job failed, as plain data: it is kept in the journal and shown to people. Never holds a secret. */
export type Failure = {
  readonly class: FailureClass
  /** The provider's code, or the code of our own error. */
  readonly code: string
  readonly message: string
  readonly hint?: string
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  /** How long the provider asked to wait, in milliseconds. */
  readonly retryAfterMs?: number
}
