import { ERROR_CLASSES, errorClassNames } from '@shotlist/codegen/error-classes'
import type { ErrorClass } from '@shotlist/core/contract'

type Row = {
  readonly meaning: string
  /** What the user can do about it. */
  readonly remedy: string
  /** The command's exit status, if it is not that of a failed job. */
  readonly exit?: 'auth'
  /**
   * Whether a job may be retried after it. False if the same refusal would come again, or if retries do harm: repeated refusals by the
   * content review can suspend an account.
   */
  readonly retry: boolean
}

/**
 * Every class of failure that a job can have. The classes of a provider's refusals are those that documents use. `retries`, `retry_on`,
 * the `class` of events and the page of error codes derive from this table.
 */
export const FAILURE_CLASSES = {
  'invalid-request': {
    meaning: ERROR_CLASSES['invalid-request'].meaning,
    remedy: 'Change the request as the message says.',
    retry: false,
  },
  auth: {
    meaning: `${ERROR_CLASSES.auth.meaning} Nothing more is submitted to that provider.`,
    remedy: 'Correct the API key, then run again.',
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
    remedy: 'Check ids in the request. An id is valid only at the provider and in the account that issued it.',
    retry: true,
  },
  moderation: {
    meaning: `${ERROR_CLASSES.moderation.meaning} Shotlist does not retry it.`,
    remedy: 'Change the prompt or the picture. Many refusals can suspend an account: see `stop_after`.',
    retry: false,
  },
  quota: {
    meaning: `${ERROR_CLASSES.quota.meaning} Nothing more is submitted to that provider.`,
    remedy: 'Add credits, then run again.',
    retry: false,
  },
  busy: {
    meaning: `${ERROR_CLASSES.busy.meaning} The job waits and does not fail.`,
    remedy: 'Nothing, or lower `concurrency`.',
    retry: true,
  },
  'rate-limit': {
    meaning: `${ERROR_CLASSES['rate-limit'].meaning} The job waits and does not fail.`,
    remedy: 'Nothing, or lower `rate`.',
    retry: true,
  },
  server: {
    meaning: ERROR_CLASSES.server.meaning,
    remedy: 'Run again later. `retries` sets how often a job retries by itself.',
    retry: true,
  },
  unknown: {
    meaning: ERROR_CLASSES.unknown.meaning,
    remedy: 'Read its message. A task that fails so is not submitted again unless `retries` or `retry_on` names `unknown`.',
    retry: true,
  },
  network: {
    meaning:
      'There was no complete response. If a submission may have reached the provider all the same, the job stays in flight or is uncertain.',
    remedy: 'Check the network, then run again.',
    retry: true,
  },
  timeout: {
    meaning: 'The task did not end within the time limit of its job. It may still end.',
    remedy: 'Run again to continue waiting, or raise `timeout`.',
    retry: true,
  },
  file: {
    meaning: 'The result could not be downloaded or saved, or an input could not be read.',
    remedy: 'Fix what the message names and run again: nothing is paid twice.',
    retry: true,
  },
  internal: { meaning: 'A mistake in Shotlist itself.', remedy: 'Report it, with the command you ran.', retry: true },
} as const satisfies Readonly<Record<ErrorClass | 'network' | 'timeout' | 'file' | 'internal', Row>>

/** The class of a failure: a row of `FAILURE_CLASSES`. */
export type FailureClass = keyof typeof FAILURE_CLASSES

/**
 * What `retries` may name: the classes of documents, `network` (a request without a complete response; a submission that may have been accepted is never
 * sent with a new key) and `timeout` (a task that did not end in
 * time).
 */
export type RetryClass = Exclude<FailureClass, 'file' | 'internal'>

export const RETRY_CLASSES: readonly RetryClass[] = [...errorClassNames, 'network', 'timeout']

/** Whether a retry would get the same refusal, or do harm. */
export function isPermanent(kind: FailureClass): boolean {
  return FAILURE_CLASSES[kind]?.retry === false
}

/** Why a job failed, as plain data for the journal and for people. Never holds a secret. */
export type Failure = {
  readonly class: FailureClass
  /** The provider's code, or the code of an error of Shotlist. */
  readonly code: string
  readonly message: string
  readonly hint?: string
  /** Whether the same request may succeed later. */
  readonly retryable: boolean
  /** The provider charged for the failed task, or may have. Without it, a failed task is free unless a charge is reported. */
  readonly billable?: true
  /** The wait that the provider asked for, in milliseconds. */
  readonly retryAfterMs?: number
}
