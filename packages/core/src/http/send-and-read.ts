import { deliveryOf } from '#network-delivery'
import { NetworkError, type RequestFacts, TimeoutError, UnexpectedAnswerError } from '../errors/request-errors.ts'
import { AbortedError } from '../errors/shotlist-error.ts'
import { type Mask, maskedCause } from './mask.ts'
import { failureText } from './message-text.ts'
import type { TimeScope } from './time-scope.ts'

/** A request without what each try adds: API key, trace id, idempotency key. */
export type PreparedRequest = {
  /** The operation's name, or the operationId of a read. */
  readonly operation: string
  readonly method: string
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | FormData | ArrayBuffer
}

/** A response as received: nothing is masked yet. */
export type RawResponse = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body, still to be read, if the response is a file. */
  readonly file?: BodyLike
}

/** The part of a response's body stream that is used. */
export type BodyLike = { getReader(): Pick<ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>, 'read' | 'cancel'> }

/** The part of the standard `Response` that is used. */
export type ResponseLike = Pick<Response, 'status' | 'headers'> & { readonly body: BodyLike | null }

/** The part of the standard `fetch` that is used: replace it to pool connections, to record, to test. */
export type FetchLike = (url: string, init: RequestInit) => Promise<ResponseLike>

/** A limit far above any JSON response of these APIs. */
const MAX_RESPONSE_BYTES = 16 * 1024 * 1024

type SendAndReadOptions = {
  readonly fetch: FetchLike
  /** Time limit for headers and body together. The caller closes it. */
  readonly scope: TimeScope
  readonly timeoutMs: number
  readonly facts: RequestFacts
  readonly mask: Mask
  /** Whether a response is a file, which the caller reads as it arrives. */
  readonly isFile?: ((response: ResponseLike) => boolean) | undefined
}

/**
 * Sends one request and reads the whole response, with any status, within the scope's time. Of a file only the head is read.
 *
 * @throws NetworkError, TimeoutError, AbortedError, UnexpectedAnswerError (the response is too long).
 */
export async function sendAndRead(
  url: string,
  init: RequestInit,
  { fetch, scope, timeoutMs, facts, mask, isFile }: SendAndReadOptions,
): Promise<RawResponse> {
  let phase: 'headers' | 'body' = 'headers'
  try {
    // Redirects are not followed: they would send the key, or repeat a paid request, elsewhere.
    const response = await scope.race(fetch(url, { ...init, signal: scope.signal, redirect: 'manual' }))
    if (response.body !== null && isFile?.(response))
      return { status: response.status, headers: response.headers, text: '', file: response.body }
    phase = 'body'
    const text = await scope.race(readText(response, MAX_RESPONSE_BYTES))
    if (text !== undefined) return { status: response.status, headers: response.headers, text }
  } catch (error) {
    if (scope.timedOut) throw new TimeoutError(facts, { phase, timeoutMs })
    if (scope.signal.aborted) throw new AbortedError(facts.operation, { cause: maskedCause(scope.signal.reason, mask) })
    throw new NetworkError(facts, {
      delivered: phase === 'headers' ? deliveryOf(error) : 'maybe',
      reason: mask(failureText(error)),
      cause: maskedCause(error, mask),
    })
  }
  throw new UnexpectedAnswerError(facts, { message: `the response is longer than ${MAX_RESPONSE_BYTES} bytes` })
}

/** Reads a body as text; undefined if it is longer than `maxBytes`. */
async function readText(response: Pick<ResponseLike, 'body'>, maxBytes: number): Promise<string | undefined> {
  const reader = response.body?.getReader()
  if (reader === undefined) return ''
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > maxBytes) {
      await reader.cancel()
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}
