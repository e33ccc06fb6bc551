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

const defaultTimeoutMs = 60_000

type Try = { readonly request: PreparedRequest; readonly options: SendOptions; readonly attempt: number }

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
  const credentials = credentialsSource(table, options.apiKey)
  const { clock = systemClock, random = Math.random, signal, timeoutMs = defaultTimeoutMs, retry = {} } = options
  const fetch = options.fetch ?? ((url: string, init: RequestInit) => globalThis.fetch(url, init))

  const onEvent = (event: ClientEvent): void => {
    try {
      options.onEvent?.(event)
    } catch {
      // A log that fails is no reason to lose a paid task.
    }
  }

  const keyWithin = async (scope: TimeScope, operation: string): Promise<Credentials> => {
    try {
      const given = credentials()
      return given instanceof Promise ? await scope.race(given) : given
    } catch (error) {
      if (scope.timedOut) throw new ConfigurationError('The function given as apiKey gave no key in time.')
      throw scope.signal.aborted ? new AbortedError(operation, { cause: scope.signal.reason }) : error
    }
  }

  const answerWithin = async (scope: TimeScope, { request, options: { safety, key, ...call }, attempt }: Try) => {
    const { operation, method, body } = request
    const { key: apiKey, mask } = await keyWithin(scope, operation)
    const { url, headers, traceId } = sealRequest(request, { table, apiKey, key: safety === 'keyed' ? key : undefined })
    const facts: RequestFacts = { operation, method, url: mask(publicUrl(url)), traceId }
    onEvent({ type: 'request', attempt, ...facts })
    const sentAt = clock.now()
    const init = { method, headers, ...(body === undefined ? {} : { body }) }
    const raw = await exchange(url, init, { fetch, facts, mask, scope, timeoutMs: call.timeoutMs ?? timeoutMs })
    onEvent({ type: 'answer', attempt, status: raw.status, elapsedMs: clock.now() - sentAt, ...facts })
    return { raw, facts, mask }
  }

  const tryOnce = async <T>(one: Try, read: (answer: Answer) => T): Promise<T> => {
    const { timeoutMs: given = timeoutMs, signal: own } = one.options
    const scope = openTimeScope({ timeoutMs: given, signals: [signal, own], clock })
    const { raw, facts, mask } = await answerWithin(scope, one).finally(scope.close)
    try {
      return read(readAnswer(raw, { rules: table.errors, facts, mask, nowMs: clock.now() }))
    } catch (error) {
      if (error instanceof ShotlistError) throw error
      // Whatever an answer does to us, it came: what was paid for must not look as if it had never been sent.
      throw new UnexpectedAnswerError(facts, { message: `the answer cannot be read: ${mask(String(error))}` })
    }
  }

  const send: Engine['send'] = async (request, sending, read) => {
    try {
      return await repeat((attempt) => tryOnce({ request, options: sending, attempt }, read), {
        operation: request.operation,
        safety: sending.safety,
        key: sending.key ?? '',
        retry: sending.retry ?? retry,
        clock,
        random,
        signals: [signal, sending.signal],
        onRetry: ({ attempt, delayMs, error: { operation, method, url, traceId, code, message } }) =>
          onEvent({ type: 'retry', attempt, operation, method, url, traceId, delayMs, code, message }),
      })
    } catch (error) {
      throw await explainAnswer(error, { whole: table.whole, clock })
    }
  }

  return { table, operations, baseUrl, clock, random, signal, onEvent, paid: table.idempotency === undefined ? 'once' : 'keyed', send }
}
