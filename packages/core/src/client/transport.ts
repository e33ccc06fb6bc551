import { type RequestFacts, UnexpectedAnswerError } from '../errors/request-errors.ts'
import { ShotlistError } from '../errors/shotlist-error.ts'
import { systemClock } from '../http/clock.ts'
import { DEFAULTS } from '../http/defaults.ts'
import { publicUrl } from '../http/mask.ts'
import { withRetries } from '../http/retry.ts'
import { type PreparedRequest, sendAndRead } from '../http/send-and-read.ts'
import { openTimeScope } from '../http/time-scope.ts'
import { addCredentials } from '../requests/add-credentials.ts'
import { explainError } from '../responses/classify-error.ts'
import { readResponse, type SuccessResponse } from '../responses/read-response.ts'
import type { ClientEvent, ClientOptions } from './client-options.ts'
import type { ClientContext, ProviderBase, SendOptions } from './context.ts'
import { credentialsSource } from './credentials.ts'

/** What sends the requests of a client, with the client's options and their defaults. */
type Transport = Pick<ClientContext, 'clock' | 'random' | 'signal' | 'onEvent' | 'credentialsWithin' | 'noteTime' | 'send'>

/**
 * Makes the transport of a client. Each try of a request gets the API key and a time limit of its own.
 *
 * @throws ConfigurationError without an API key.
 */
export function createTransport(provider: ProviderBase, options: ClientOptions): Transport {
  const keyWithin = credentialsSource(provider, options)
  const signer = provider.tokens?.(provider, options)
  const {
    clock = systemClock,
    random = Math.random,
    signal,
    timeoutMs: defaultTimeoutMs = DEFAULTS.timeoutMs,
    retry: defaultRetry,
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

  const credentialsWithin: Transport['credentialsWithin'] = async (scope, operation) => {
    const given = await keyWithin(scope, operation)
    return (await signer?.sign(given, clock.now())) ?? given
  }

  const noteTime = (date: string | null): void => signer?.noteTime(date, clock.now())

  /** One try: sends the request once and reads the response. */
  const tryOnce = async <T>(
    request: PreparedRequest,
    { safety, idempotencyKey, timeoutMs = defaultTimeoutMs, signal: requestSignal, isJudged, fileTypes }: SendOptions,
    attempt: number,
    read: (response: SuccessResponse) => T,
  ): Promise<T> => {
    const { operation, method, body = null } = request
    const scope = openTimeScope({ timeoutMs, signals: [signal, requestSignal], clock })
    try {
      const { apiKey, mask } = await credentialsWithin(scope, operation)
      const { url, headers, traceId } = addCredentials(request, provider, {
        apiKey,
        idempotencyKey: safety === 'keyed' ? idempotencyKey : undefined,
      })
      const facts: RequestFacts = { operation, method, url: mask(publicUrl(url)), traceId }
      onEvent?.({ type: 'request', attempt, ...facts })
      const sentAt = clock.now()
      const signals = [signal, requestSignal]
      const files = provider.files?.(request.url, { fileTypes, safety, idempotencyKey, timeoutMs, signals, clock })
      const raw = await sendAndRead(url, { method, headers, body }, { fetch, facts, mask, scope, timeoutMs, isFile: files?.isFile })
      const nowMs = clock.now()
      noteTime(raw.headers.get('date'))
      onEvent?.({ type: 'answer', attempt, status: raw.status, elapsedMs: nowMs - sentAt, ...facts })
      try {
        return read((files?.read ?? readResponse)(raw, { rules: provider.errors, facts, mask, nowMs, isJudged }))
      } catch (error) {
        if (error instanceof ShotlistError) throw error
        // A response came, so the request was sent: any other error would make a paid request look unsent.
        throw new UnexpectedAnswerError(facts, { message: `the response cannot be read: ${mask(String(error))}` })
      }
    } finally {
      scope.close()
    }
  }

  const send: ClientContext['send'] = async (request, sendOptions, read) => {
    try {
      return await withRetries((attempt) => tryOnce(request, sendOptions, attempt, read), {
        ...sendOptions,
        operation: request.operation,
        retry: sendOptions.retry ?? defaultRetry,
        clock,
        random,
        signals: [signal, sendOptions.signal],
        onRetry: (attempt, { operation, method, url, traceId, code, message }, delayMs) =>
          onEvent?.({ type: 'retry', attempt, operation, method, url, traceId, code, message, delayMs }),
      })
    } catch (error) {
      throw await explainError(error, provider.whole, clock)
    }
  }

  return { clock, random, signal, onEvent, credentialsWithin, noteTime, send }
}
