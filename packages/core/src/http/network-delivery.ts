/**
 * Codes of failures before the request is written to the connection: an invalid request, an unknown host, no connection, a refused
 * certificate. The codes are those of Node's `dns`, `net` and `tls` and of undici.
 */
const UNDELIVERED_CODES =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_(?:CONNECT_TIMEOUT|INVALID_ARG|NOT_SUPPORTED)|(?:ERR_TLS_)?CERT_(?:ALTNAME_INVALID|HAS_EXPIRED|NOT_YET_VALID|UNTRUSTED)|.*SELF_SIGNED_CERT.*|UNABLE_TO_(?:GET_ISSUER_CERT|VERIFY).*)$/

type SystemError = { readonly code?: unknown; readonly syscall?: unknown; readonly cause?: unknown; readonly errors?: unknown }

/** Whether the request of a failed `fetch` may have reached its server: `no` only if the error proves that it did not. */
export function deliveryOf(error: unknown): 'no' | 'maybe' {
  if (typeof error !== 'object' || error === null) return 'maybe'
  const { code, syscall, cause, errors } = error as SystemError
  if (typeof code === 'string' && UNDELIVERED_CODES.test(code)) return 'no'
  if (syscall === 'connect' || syscall === 'getaddrinfo') return 'no'
  // `errors` has one error for each address tried.
  if (Array.isArray(errors) && errors.length > 0) return errors.every((each) => deliveryOf(each) === 'no') ? 'no' : 'maybe'
  return cause === undefined ? 'maybe' : deliveryOf(cause)
}
