import { defined } from '@shotlist/codegen/defined'
import {
  AnswerError,
  ConfigurationError,
  InvalidInputError,
  NetworkError,
  NotJsonError,
  OutcomeUnknownError,
  ShotlistError,
  TimeoutError,
  UnexpectedAnswerError,
} from '@shotlist/core'
import { type Failure, type FailureClass, isPermanent } from '../errors/failure-classes.ts'
import { MissingKeyError } from '../errors/input-errors.ts'
import { DownloadError } from '../errors/output-errors.ts'
import { RunnerError } from '../errors/runner-error.ts'

/** Converts an error to plain data, for the journal and for people. */
export function failureOf(error: unknown): Failure {
  if (error instanceof OutcomeUnknownError) return { ...failureOf(error.cause), hint: error.hint ?? '', retryable: error.repeatable }
  if (error instanceof AnswerError) {
    return {
      class: error.class,
      code: error.providerCode ?? `http-${error.status}`,
      message: reasonText(error.providerMessage ?? error.meaning ?? `the provider responded with HTTP ${error.status}`, error.meaning),
      ...defined({ hint: error.hint }),
      retryable: error.retryable,
      ...defined({ retryAfterMs: error.retryAfterMs }),
    }
  }
  if (error instanceof ShotlistError) return { ...plain(error), class: classOf(error), retryable: isTransient(error) }
  if (error instanceof DownloadError) return { ...plain(error), class: 'file', retryable: true }
  if (error instanceof MissingKeyError) return { ...plain(error), class: 'auth', retryable: false }
  if (error instanceof RunnerError) return { ...plain(error), class: 'file', retryable: false }
  return { class: 'internal', code: 'internal', message: error instanceof Error ? error.message : String(error), retryable: false }
}

/**
 * The provider's own words, and the meaning that the document gives them. Long words are cut here, so that no printer cuts off the meaning.
 */
export function reasonText(said: string, meaning: string | undefined): string {
  if (meaning === undefined || said.toLowerCase().includes(meaning.toLowerCase())) return said
  const words = said.length > MAX_MESSAGE_LENGTH ? `${said.slice(0, MAX_MESSAGE_LENGTH)}…` : said.replace(/[\s.;:]+$/, '')
  return `${words}; ${meaning}`
}
const MAX_MESSAGE_LENGTH = 600

function plain(error: ShotlistError | RunnerError) {
  return {
    code: error.code,
    message: error.message,
    ...defined({ hint: error.hint }),
  }
}

function classOf(error: ShotlistError): FailureClass {
  if (error instanceof NetworkError || error instanceof TimeoutError) return 'network'
  if (error instanceof NotJsonError || error instanceof UnexpectedAnswerError) return 'server'
  if (error instanceof InvalidInputError) return 'invalid-request'
  return error instanceof ConfigurationError ? 'auth' : 'unknown'
}

function isTransient(error: ShotlistError): boolean {
  return error instanceof NetworkError || error instanceof TimeoutError || error instanceof NotJsonError
}

/** How many retries are left: each class that is named has its own number, all others share one. */
export type Retries = { readonly others: number; readonly classes?: Readonly<Partial<Record<FailureClass, number>>> }

/** Which failures are retried. */
export type RetryPolicy = {
  readonly retries: Retries
  /** The classes that are retried, of those without a number of their own. Absent: transient failures. */
  readonly retryOn?: readonly string[]
}

/**
 * Whether a job is submitted again after this failure. `next` decides whether with a new key. If the failed task was charged, or may have been,
 * the next one may be charged too: then only a manifest that names the class allows it.
 */
export function mayRetry(failure: Failure, { retries, retryOn }: RetryPolicy): boolean {
  if (isPermanent(failure.class)) return false
  const own = retries.classes?.[failure.class]
  if (own !== undefined) return own > 0
  return retries.others > 0 && (retryOn === undefined ? failure.retryable && failure.billable !== true : retryOn.includes(failure.class))
}

/** The retries that are left after one more. */
export function spendRetry({ others, classes }: Retries, kind: FailureClass): Retries {
  const own = classes?.[kind]
  return own === undefined ? { others: others - 1, ...defined({ classes }) } : { others, classes: { ...classes, [kind]: own - 1 } }
}
