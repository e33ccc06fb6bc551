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
import { DownloadError } from '../errors/download-error.ts'
import { MissingKeyError } from '../errors/missing-key-error.ts'
import { RunnerError } from '../errors/runner-error.ts'
import type { Failure, FailureClass } from './failure.ts'

/** An error as plain data, for the journal and for people. */
export function failureOf(error: unknown): Failure {
  if (error instanceof OutcomeUnknownError) return { ...failureOf(error.cause), hint: error.hint ?? '', retryable: error.repeatable }
  if (error instanceof AnswerError) {
    return {
      class: error.class,
      code: error.providerCode ?? `http-${error.status}`,
      message: error.providerMessage ?? error.meaning ?? `the provider answered with HTTP ${error.status}`,
      ...(error.hint !== undefined && { hint: error.hint }),
      retryable: error.retryable,
      ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    }
  }
  if (error instanceof ShotlistError) return { ...plain(error), class: classOf(error), retryable: isTrouble(error) }
  if (error instanceof DownloadError) return { ...plain(error), class: 'file', retryable: true }
  if (error instanceof MissingKeyError) return { ...plain(error), class: 'auth', retryable: false }
  if (error instanceof RunnerError) return { ...plain(error), class: 'file', retryable: false }
  return { class: 'internal', code: 'internal', message: error instanceof Error ? error.message : String(error), retryable: false }
}

const plain = (error: ShotlistError | RunnerError) => ({
  code: error.code,
  message: error.message,
  ...(error.hint !== undefined && { hint: error.hint }),
})

function classOf(error: ShotlistError): FailureClass {
  if (error instanceof NetworkError || error instanceof TimeoutError) return 'network'
  if (error instanceof NotJsonError || error instanceof UnexpectedAnswerError) return 'server'
  if (error instanceof InvalidInputError) return 'invalid-request'
  return error instanceof ConfigurationError ? 'auth' : 'unknown'
}

const isTrouble = (error: ShotlistError): boolean =>
  error instanceof NetworkError || error instanceof TimeoutError || error instanceof NotJsonError
