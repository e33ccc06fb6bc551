import type { Answer } from '../answers/answer.ts'
import { explainAnswer } from '../answers/explain-answer.ts'
import { readAnswer } from '../answers/read-answer.ts'
import { AbortedError } from '../errors/aborted-error.ts'
import { ConfigurationError } from '../errors/configuration-error.ts'
import type { RequestFacts } from '../errors/request-error.ts'
import { ShotlistError } from '../errors/shotlist-error.ts'
import { UnexpectedAnswerError } from '../errors/unexpected-answer-error.ts'
import { baseUrlOf } from '../http/base-url.ts'
import { systemClock } from '../http/clock.ts'
import { exchange } from '../http/exchange.ts'
import type { PreparedRequest } from '../http/prepared-request.ts'
import { publicUrl } from '../http/public-url.ts'
import { repeat } from '../http/repeat.ts'
import { openTimeScope, type TimeScope } from '../http/time-scope.ts'
import { sealRequest } from '../requests/seal-request.ts'
import type { ClientEvent } from './client-event.ts'
import type { ClientOptions } from './client-options.ts'
import { type Credentials, credentialsSource } from './credentials.ts'
import type { Engine, EngineOperation, ProviderBase, SendOptions } from './engine.ts'

/**
 * Sets up what all requests of a client share: base URL, key, time limits, retries, events.
 *
 * @throws ConfigurationError without a key, or with a region or base URL that cannot be.
 */
export const createEngine = (
  table: ProviderBase,
  operations: Readonly<Record<string, EngineOperation>>,
  options: ClientOptions,
): Engine => {
  const baseUrl = baseUrlOf({ ...table, operations }, options)
  const credentials = credentialsSource(table, options)
  const {
    clock = systemClock,
    random = Math.random,
    signal,
    timeoutMs: usualTimeoutMs = 60_000,
    retry: usualRetry,
    fetch = (url, init) => globalThis.fetch(url, init),
  } = options

  const onEvent =
    options.onEvent &&
    ((event: ClientEvent): void => {
      try {
        options.onEvent?.(event)
      } catch {
        // A log that fails is no reason to lose a paid task.
      }
    })

  const keyWithin = async (scope: TimeScope, operation: string): Promise<Credentials> => {
    try {
      const given = credentials()
      return given instanceof Promise ? await scope.race(given) : given
    } catch (error) {
      if (scope.timedOut) throw new ConfigurationError('The function given as apiKey gave no key in time.')
      throw scope.signal.aborted ? new AbortedError(operation, { cause: scope.signal.reason }) : error
    }
  }

  /** One try. */
  const exchanged = async <T>(
    request: PreparedRequest,
    { safety, key, timeoutMs = usualTimeoutMs, signal: own }: SendOptions,
    attempt: number,
    read: (answer: Answer) => T,
  ): Promise<T> => {
    const { operation, method, body = null } = request
    const scope = openTimeScope({ timeoutMs, signals: [signal, own], clock })
    try {
      const { key: apiKey, mask } = await keyWithin(scope, operation)
      const { url, headers, traceId } = sealRequest(request, { table, apiKey, key: safety === 'keyed' ? key : undefined })
      const facts: RequestFacts = { operation, method, url: mask(publicUrl(url)), traceId }
      onEvent?.({ type: 'request', attempt, ...facts })
      const sentAt = clock.now()
      const raw = await exchange(url, { method, headers, body }, { fetch, facts, mask, scope, timeoutMs })
      const nowMs = clock.now()
      onEvent?.({ type: 'answer', attempt, status: raw.status, elapsedMs: nowMs - sentAt, ...facts })
      try {
        return read(readAnswer(raw, { rules: table.errors, facts, mask, nowMs }))
      } catch (error) {
        if (error instanceof ShotlistError) throw error
        // Whatever an answer does to us, it came: what was paid for must not look as if it had never been sent.
        throw new UnexpectedAnswerError(facts, { message: `the answer cannot be read: ${mask(String(error))}` })
      }
    } finally {
      scope.close()
    }
  }

  const send: Engine['send'] = async (request, sending, read) => {
    try {
      return await repeat((attempt) => exchanged(request, sending, attempt, read), {
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
      throw await explainAnswer(error, { whole: table.whole, clock })
    }
  }

  return { table, operations, baseUrl, clock, random, signal, onEvent, paid: table.idempotency === undefined ? 'once' : 'keyed', send }
}
