import type { Clock } from '../http/clock.ts'
import type { FetchLike } from '../http/exchange.ts'
import type { Mask } from '../http/mask.ts'
import type { RetryOptions } from '../http/retry-policy.ts'
import type { TaskSnapshot } from '../tasks/task.ts'
import type { Validator } from '../validation/validator.ts'

/** An operation's input, by field. Files may stand where the document says a field takes an upload (`start` only). */
export type Input = Readonly<Record<string, unknown>>

/** Which request an event is about. The URL carries no key. */
type EventRequest = {
  readonly operation: string
  readonly method: string
  readonly url: string
  readonly traceId: string
  /** From 1. */
  readonly attempt: number
}

/** What `onEvent` is told. Holds neither keys nor the bodies of requests. */
export type ClientEvent =
  | ({ readonly type: 'request' } & EventRequest)
  | ({ readonly type: 'answer'; readonly status: number; readonly elapsedMs: number } & EventRequest)
  | ({ readonly type: 'retry'; readonly delayMs: number; readonly code: string; readonly message: string } & EventRequest)
  | { readonly type: 'state'; readonly operation: string; readonly snapshot: TaskSnapshot }
  /** A value that the document does not list, in a field whose list is open (`x-open-enum`). It is sent as it is. */
  | { readonly type: 'unlisted-value'; readonly operation: string; readonly pointer: string; readonly value: string | number }

/** A key, or a function that is asked for it before every request (for keys that expire or are kept elsewhere). */
export type ApiKey = string | (() => string | Promise<string>)

/** How a client speaks to its provider. `undefined` is the same as absent, so that environment variables can be handed on. */
export type ClientOptions = {
  /** Needed unless the provider takes none. Never read from the environment: that is the caller's decision. */
  readonly apiKey?: ApiKey | undefined
  /** One of the document's regions. Default: the first. */
  readonly region?: string | undefined
  /**
   * Replaces scheme, host and port of the document's URL; the document's paths stay. A path given here is put in front of them, unless
   * they already begin with it.
   */
  readonly baseUrl?: string | undefined
  /** Default: the global `fetch`. */
  readonly fetch?: FetchLike | undefined
  /** Bounds one try of a request, headers and body together. Default: 60 000. */
  readonly timeoutMs?: number | undefined
  /** How requests that may safely be repeated are repeated. `false`: never. */
  readonly retry?: RetryOptions | false | undefined
  /** Aborts everything the client is doing. */
  readonly signal?: AbortSignal | undefined
  /** Told of every request, answer, retry and state change. Holds no key. What it throws is ignored. */
  readonly onEvent?: ((event: ClientEvent) => void) | undefined
  /** Takes further secrets than the key out of all that the provider answers: `maskOf(secret)`. */
  readonly mask?: Mask | undefined
  /** Default: the system's. */
  readonly clock?: Clock | undefined
  /** Between 0 and 1, for jitter. Default: `Math.random`. */
  readonly random?: (() => number) | undefined
  /** By operation name: what an input is checked with before anything is sent. Generated clients bring their own. */
  readonly validators?: Readonly<Record<string, Validator>> | undefined
}

/** What can be said for one call. */
export type CallOptions = {
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number | undefined
  readonly retry?: RetryOptions | false | undefined
}

/** What can be said for one submission. */
export type SubmitOptions = CallOptions & {
  /**
   * The idempotency key, a UUID. Give the same one to repeat a submission whose outcome is not known. Default: a random UUID.
   * Without effect where the provider has no idempotency.
   */
  readonly key?: string | undefined
}

/** What can be said for one task. */
export type TaskOptions = SubmitOptions & {
  /** How long to wait for the end, from the submission on. The task itself goes on. Default: the document's. */
  readonly deadlineMs?: number | undefined
  /** How often to look, in place of the document's advice. */
  readonly poll?: { readonly firstMs?: number; readonly everyMs?: number } | undefined
}

/** What can be said for one upload. */
export type UploadOptions = CallOptions & {
  /** Further fields of the form. */
  readonly fields?: Readonly<Record<string, string | number | bigint | boolean>> | undefined
}
