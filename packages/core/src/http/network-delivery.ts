/**
 * Failures that come before a request is written to the connection: requests that HTTP cannot carry, names that do not resolve, connections
 * that are not made, and certificates that the client refuses. The codes are those of Node's `dns`, `net` and `tls` and of undici; browsers tell nothing.
 */
const BEFORE =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_(?:CONNECT_TIMEOUT|INVALID_ARG|NOT_SUPPORTED)|(?:ERR_TLS_)?CERT_(?:ALTNAME_INVALID|HAS_EXPIRED|NOT_YET_VALID|UNTRUSTED)|.*SELF_SIGNED_CERT.*|UNABLE_TO_(?:GET_ISSUER_CERT|VERIFY).*)$/

type SystemError = { readonly code?: unknown; readonly syscall?: unknown; readonly cause?: unknown; readonly errors?: unknown }

/** Whether the request behind a failed `fetch` may have reached its server. Where it is not known it may have. */
export function deliveryOf(error: unknown): 'no' | 'maybe' {
  if (typeof error !== 'object' || error === null) return 'maybe'
  const { code, syscall, cause, errors } = error as SystemError
  if (typeof code === 'string' && BEFORE.test(code)) return 'no'
  if (syscall === 'connect' || syscall === 'getaddrinfo') return 'no'
  // One for each address that was tried.
  if (Array.isArray(errors) && errors.length > 0) return errors.every((each) => deliveryOf(each) === 'no') ? 'no' : 'maybe'
  return cause === undefined ? 'maybe' : deliveryOf(cause)
}
