import { ERROR_CLASSES, type ErrorClass, type ErrorReading, type ErrorVerdict, type ProviderTable } from '../contract/index.ts'
import { AnswerError, type EnvelopeError, type HttpStatusError } from '../errors/response-errors.ts'
import type { Clock } from '../http/clock.ts'
import { DEFAULTS } from '../http/defaults.ts'

/** What is said of an error: a rule of the document, or what its HTTP status means everywhere. */
export type Classification = Pick<ErrorVerdict, 'class' | 'retry' | 'billable' | 'meaning' | 'hint'>

const BY_STATUS: Readonly<Record<number, ErrorClass>> = {
  400: 'invalid-request',
  401: 'auth',
  402: 'quota',
  403: 'forbidden',
  404: 'not-found',
  405: 'invalid-request',
  408: 'server',
  410: 'not-found',
  411: 'invalid-request',
  413: 'invalid-request',
  414: 'invalid-request',
  415: 'invalid-request',
  422: 'invalid-request',
  429: 'rate-limit',
  431: 'invalid-request',
}

/** A 2xx answer that reports no error of the provider's, and is not one of its good answers: something in front of it may have answered. */
const FOREIGN: Classification = {
  class: 'server',
  retry: true,
  billable: false,
  meaning: 'the answer is not one that the document describes',
}

function ofStatus(status: number): Classification {
  const kind = BY_STATUS[status] ?? (status >= 500 ? 'server' : 'unknown')
  return { class: kind, retry: ERROR_CLASSES[kind].passes, billable: false }
}

function own(rules: Readonly<Record<string, ErrorVerdict>>, key: string | undefined): ErrorVerdict | undefined {
  return key !== undefined && Object.hasOwn(rules, key) ? rules[key] : undefined
}

/**
 * Classifies an error: its code wins over its HTTP status. A code and a status that the document does not list are of the status' usual class;
 * inside a 2xx answer a code that is not listed is `unknown`, and an answer without a code is not the provider's.
 */
export function classify(
  rules: Pick<ErrorReading, 'codes' | 'statuses'>,
  { code, status }: { readonly code?: string | undefined; readonly status: number },
): Classification {
  const isForeign = code === undefined && status >= 200 && status < 300
  return own(rules.codes, code) ?? own(rules.statuses, String(status)) ?? (isForeign ? FOREIGN : ofStatus(status))
}

type ExplainOptions = { readonly whole: (() => Promise<ProviderTable>) | undefined; readonly clock: Clock }

/** The error with what the document says it means and what to do about it, where that is not in the bundle but can be loaded. */
export async function explainError(thrown: unknown, { whole, clock }: ExplainOptions): Promise<unknown> {
  if (whole === undefined || !(thrown instanceof AnswerError)) return thrown
  try {
    const patience = new AbortController()
    const table = await Promise.race([whole(), clock.sleep(DEFAULTS.explainMs, patience.signal)])
    patience.abort()
    if (table === undefined) return thrown
    const { meaning, hint } = classify(table.errors, { code: thrown.providerCode, status: thrown.status })
    const Kind = thrown.constructor as typeof EnvelopeError | typeof HttpStatusError
    return new Kind(thrown, { ...thrown, meaning, hint, providerMessage: thrown.providerMessage })
  } catch {
    return thrown
  }
}
