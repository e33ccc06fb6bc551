import { ERROR_CLASSES, type ErrorClass, type ErrorReading, type ErrorVerdict, type ProviderTable, ruleOfCode } from '../contract/index.ts'
import { AnswerError, type EnvelopeError, type HttpStatusError } from '../errors/response-errors.ts'
import type { Clock } from '../http/clock.ts'
import { DEFAULTS } from '../http/defaults.ts'

/** The class of an error and how to handle it: by the document's rule, or by HTTP status (RFC 9110) if there is no rule. */
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

/** A 2xx response without a provider code that is not a success response either: a proxy or gateway may have sent it. */
const UNDESCRIBED: Classification = {
  class: 'server',
  retry: true,
  billable: false,
  meaning: 'the document does not describe this response',
}

function classifyStatus(status: number): Classification {
  const kind = BY_STATUS[status] ?? (status >= 500 ? 'server' : 'unknown')
  return { class: kind, retry: ERROR_CLASSES[kind].passes, billable: false }
}

function own(rules: Readonly<Record<string, ErrorVerdict>>, key: string): ErrorVerdict | undefined {
  return Object.hasOwn(rules, key) ? rules[key] : undefined
}

/**
 * Classifies an error: by the document's rule for its code, then by the rule for its HTTP status, then by the usual meaning of the status. In a
 * 2xx response an unlisted code is `unknown`; without a code the response probably comes from a proxy or gateway (`server`).
 */
export function classify(
  rules: Pick<ErrorReading, 'codes' | 'statuses'>,
  { code, status }: { readonly code?: string | undefined; readonly status: number },
): Classification {
  const isForeign = code === undefined && status >= 200 && status < 300
  return ruleOfCode(rules.codes, code) ?? own(rules.statuses, String(status)) ?? (isForeign ? UNDESCRIBED : classifyStatus(status))
}

/** Adds the document's meaning and hint to an error, loading them if the bundle lacks them. Returns the error unchanged if they do not load in time. */
export async function explainError(thrown: unknown, whole: (() => Promise<ProviderTable>) | undefined, clock: Clock): Promise<unknown> {
  if (whole === undefined || !(thrown instanceof AnswerError)) return thrown
  try {
    const timeout = new AbortController()
    const table = await Promise.race([whole(), clock.sleep(DEFAULTS.explainMs, timeout.signal)])
    timeout.abort()
    if (table === undefined) return thrown
    const { meaning, hint } = classify(table.errors, { code: thrown.providerCode, status: thrown.status })
    const Kind = thrown.constructor as typeof EnvelopeError | typeof HttpStatusError
    return new Kind(thrown, { ...thrown, meaning, hint, providerMessage: thrown.providerMessage })
  } catch {
    return thrown
  }
}
