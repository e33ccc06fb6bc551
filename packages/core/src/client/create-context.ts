import type { ProviderTable } from '../contract/index.ts'
import { type RequestFacts, UnexpectedAnswerError } from '../errors/request-errors.ts'
import { AbortedError, ConfigurationError, ShotlistError } from '../errors/shotlist-error.ts'
import { systemClock } from '../http/clock.ts'
import { DEFAULTS } from '../http/defaults.ts'
import { exchange, type PreparedRequest } from '../http/exchange.ts'
import { type Mask, maskOf, publicUrl } from '../http/mask.ts'
import { withRetries } from '../http/retry.ts'
import { openTimeScope, type TimeScope } from '../http/time-scope.ts'
import { sealRequest } from '../requests/seal-request.ts'
import { baseUrlOf } from '../requests/url.ts'
import { explainError } from '../responses/classify-error.ts'
import { readResponse, type SuccessResponse } from '../responses/read-response.ts'
import type { ClientEvent, ClientOptions } from './client-options.ts'
import type { ClientContext, ClientOperation, ProviderBase, SendOptions } from './context.ts'

/**
 * Sets up what all requests of a client share: base URL, key, time limits, retries, events.
 *
 * @throws ConfigurationError without a key, or with an unknown region or an invalid base URL.
 */
export function createContext(
  table: ProviderBase,
  operations: Readonly<Record<string, ClientOperation>>,
  options: ClientOptions,
): ClientContext {
  const baseUrl = baseUrlOf({ ...table, operations }, options)
  const credentials = credentialsSource(table, options)
  const {
    clock = systemClock,
    random = Math.random,
    signal,
    timeoutMs: usualTimeoutMs = DEFAULTS.timeoutMs,
    retry: usualRetry,
    fetch = (url, init) => globalThis.fetch(url, init),
  } = options

  const onEvent =
    options.onEvent &&
    ((event: ClientEvent): void => {
      try {
        options.onEvent?.(event)
      } catch {
        // A failing listener must not lose a paid task.
      }
    })

  const credentialsWithin = async (scope: TimeScope, operation: string): Promise<Credentials> => {
    try {
      const given = credentials()
      return given instanceof Promise ? await scope.race(given) : given
    } catch (error) {
      if (scope.timedOut) throw new ConfigurationError('The apiKey function returned no key in time.')
      throw scope.signal.aborted ? new AbortedError(operation, { cause: scope.signal.reason }) : error
    }
  }

  /** Sends the request once and reads the response. */
  const sendOnce = async <T>(
    request: PreparedRequest,
    { safety, key, timeoutMs = usualTimeoutMs, signal: own }: SendOptions,
    attempt: number,
    read: (response: SuccessResponse) => T,
  ): Promise<T> => {
    const { operation, method, body = null } = request
    const scope = openTimeScope({ timeoutMs, signals: [signal, own], clock })
    try {
      const { key: apiKey, mask } = await credentialsWithin(scope, operation)
      const { url, headers, traceId } = sealRequest(request, { table, apiKey, key: safety === 'keyed' ? key : undefined })
      const facts: RequestFacts = { operation, method, url: mask(publicUrl(url)), traceId }
      onEvent?.({ type: 'request', attempt, ...facts })
      const sentAt = clock.now()
      const raw = await exchange(url, { method, headers, body }, { fetch, facts, mask, scope, timeoutMs })
      const nowMs = clock.now()
      onEvent?.({ type: 'answer', attempt, status: raw.status, elapsedMs: nowMs - sentAt, ...facts })
      try {
        return read(readResponse(raw, { rules: table.errors, facts, mask, nowMs }))
      } catch (error) {
        if (error instanceof ShotlistError) throw error
        // A response came, so the request was sent: any other error would make a paid request look unsent.
        throw new UnexpectedAnswerError(facts, { message: `the response cannot be read: ${mask(String(error))}` })
      }
    } finally {
      scope.close()
    }
  }

  const send: ClientContext['send'] = async (request, sending, read) => {
    try {
      return await withRetries((attempt) => sendOnce(request, sending, attempt, read), {
        operation: request.operation,
        safety: sending.safety,
        key: sending.key ?? '',
        retry: sending.retry ?? usualRetry,
        clock,
        random,
        signals: [signal, sending.signal],
        onRetry: (attempt, { operation, method, url, traceId, code, message }, delayMs) =>
          onEvent?.({ type: 'retry', attempt, operation, method, url, traceId, delayMs, code, message }),
      })
    } catch (error) {
      throw await explainError(error, { whole: table.whole, clock })
    }
  }

  return { table, operations, baseUrl, clock, random, signal, onEvent, paid: table.idempotency === undefined ? 'once' : 'keyed', send }
}

/** The key for one request, and the mask that keeps it out of errors, events and responses. */
type Credentials = { readonly key: string | undefined; readonly mask: Mask }

/** Printable ASCII without spaces. Checked here because `fetch` would quote an invalid header, and so the key, in its error. */
const KEY_TEXT = /^[\x21-\x7e]+$/

/**
 * Returns the function that supplies the key. A missing key is reported at once; an `apiKey` function is called before every request.
 *
 * @throws ConfigurationError without a key, or with an invalid one.
 */
function credentialsSource(
  { id, title, auth, env, keyUrl }: Pick<ProviderTable, 'id' | 'auth' | 'env' | 'keyUrl' | 'title'>,
  { apiKey, mask: further = (text) => text }: Pick<ClientOptions, 'apiKey' | 'mask'>,
): () => Promise<Credentials> | Credentials {
  let last: Credentials = { key: undefined, mask: further }
  const checked = (given: unknown): Credentials => {
    const key = typeof given === 'string' ? given.trim() : ''
    if (key === last.key) return last
    if (KEY_TEXT.test(key)) {
      const mask = maskOf(key)
      last = { key, mask: (text) => further(mask(text)) }
      return last
    }
    throw new ConfigurationError(
      `The API key for ${id} is empty or contains invalid characters (spaces, line endings, non-ASCII letters).`,
      { hint: `It is usually kept in the environment variable ${env.key}.` },
    )
  }
  if (typeof apiKey === 'function') {
    return async () => {
      let key: unknown
      try {
        key = await apiKey()
      } catch (cause) {
        throw new ConfigurationError('The apiKey function failed.', { cause })
      }
      return checked(key)
    }
  }
  if (auth !== null && !apiKey) {
    throw new ConfigurationError(`No API key for ${title}.`, {
      hint: `Pass it as apiKey, for example from the environment variable ${env.key}.${keyUrl === undefined ? '' : ` Get a key at ${keyUrl}.`}`,
    })
  }
  const credentials = auth === null ? last : checked(apiKey)
  return () => credentials
}
