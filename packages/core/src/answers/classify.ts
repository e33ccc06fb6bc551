import type { ErrorClass, ErrorReading, ErrorVerdict } from '../contract/index.ts'

/** What is said of an error: a rule of the document, or what its HTTP status means everywhere. */
export type Classification = Pick<ErrorVerdict, 'class' | 'retry' | 'billable' | 'meaning' | 'hint'>

const byStatus: Readonly<Record<number, ErrorClass>> = {
  400: 'invalid-request',
  401: 'auth',
  402: 'quota',
  403: 'forbidden',
  404: 'not-found',
  408: 'server',
  422: 'invalid-request',
  429: 'rate-limit',
}

const ofStatus = (status: number): Classification => {
  const kind = byStatus[status] ?? (status >= 500 ? 'server' : 'unknown')
  return { class: kind, retry: kind === 'server' || kind === 'rate-limit', billable: false }
}

const own = (rules: Readonly<Record<string, ErrorVerdict>>, key: string | undefined): ErrorVerdict | undefined =>
  key !== undefined && Object.hasOwn(rules, key) ? rules[key] : undefined

/** Classifies an error: its code wins over its HTTP status. A code and a status that the document does not list are of the status' usual class. */
export const classify = (
  rules: Pick<ErrorReading, 'codes' | 'statuses'>,
  { code, status }: { readonly code?: string | undefined; readonly status: number },
): Classification => own(rules.codes, code) ?? own(rules.statuses, String(status)) ?? ofStatus(status)
