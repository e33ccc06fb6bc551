import type { Clock } from '../http/clock.ts'
import type { Mask } from '../http/mask.ts'
import type { RetryOptions } from '../http/retry-policy.ts'
import type { FetchLike } from '../http/send-and-read.ts'
import type { TaskSnapshot } from '../tasks/task.ts'
import type { Validator } from '../validation/validator.ts'

/** An operation's input, by field. A field that takes a file inside the request may hold the file itself; with `start`, also one that takes an upload. */
export type Input = Readonly<Record<string, unknown>>

/** The request that an event is about. `url` has no query, so no key. */
type EventRequest = {
  readonly operation: string
  readonly method: string
  readonly url: string
  readonly traceId: string
  /** From 1. */
  readonly attempt: number
}

/** What `onEvent` receives. Holds neither keys nor request bodies. `answer` is a response, before it is read. Times are in milliseconds. */
export type ClientEvent =
  | ({ readonly type: 'request' } & EventRequest)
  | ({ readonly type: 'answer'; readonly status: number; readonly elapsedMs: number } & EventRequest)
  | ({ readonly type: 'retry'; readonly delayMs: number; readonly code: string; readonly message: string } & EventRequest)
  | { readonly type: 'state'; readonly operation: string; readonly snapshot: TaskSnapshot }
  /** A value that the document does not list, in a field whose list is open (`x-open-enum`). It is sent unchanged. */
  | { readonly type: 'unlisted-value'; readonly operation: string; readonly pointer: string; readonly value: string | number }

/** A key, or a function that returns it and is called before every request (for keys that expire or are stored elsewhere). */
export type ApiKey = string | (() => string | Promise<string>)

/** How a client connects to its provider. `undefined` is the same as absent, so that environment variables can be passed. */
export type ClientOptions = {
  /** Required unless the provider needs no key. The client never reads it from the environment. */
  readonly apiKey?: ApiKey | undefined
  /** The name of one of the document's regions. Default: the first. */
  readonly region?: string | undefined
  /**
   * Replaces scheme, host and port of the document's URL; the document's paths stay. A path given here is prepended to them, unless
   * they already begin with it.
   */
  readonly baseUrl?: string | undefined
  /** Default: the global `fetch`. */
  readonly fetch?: FetchLike | undefined
  /** Limit of one try of a request, headers and body together, in milliseconds. Default: 60 000. */
  readonly timeoutMs?: number | undefined
  /** How requests that can be repeated safely are retried. `false`: never. */
  readonly retry?: RetryOptions | false | undefined
  /** Aborts all requests and waits of the client. */
  readonly signal?: AbortSignal | undefined
  /** Called for every request, response, retry and state change. Errors that it throws are ignored. */
  readonly onEvent?: ((event: ClientEvent) => void) | undefined
  /** Masks more secrets than the key in the provider's responses: `maskOf(secret)`. */
  readonly mask?: Mask | undefined
  /** For tests. Default: the system's clock. */
  readonly clock?: Clock | undefined
  /** Returns numbers from 0 up to 1, for jitter. Default: `Math.random`. */
  readonly random?: (() => number) | undefined
  /** By operation name: validators that check an input before anything is sent. Generated clients bring their own. */
  readonly validators?: Readonly<Record<string, Validator>> | undefined
}

/** Options of one call; they replace those of the client (a signal is added to the client's). */
export type CallOptions = {
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number | undefined
  readonly retry?: RetryOptions | false | undefined
}

/** Options of one submission. */
export type SubmitOptions = CallOptions & {
  /**
   * The idempotency key, a UUID. Give the same one to repeat a submission whose outcome is unknown. Default: a random UUID.
   * Without effect if the provider has no idempotency keys.
   */
  readonly key?: string | undefined
}

/** Options of one task. */
export type TaskOptions = SubmitOptions & {
  /** How long to wait for the task, from its submission on. The task itself continues after that. Default: the document's. */
  readonly deadlineMs?: number | undefined
  /** How often to poll. Default: the document's. */
  readonly poll?: { readonly firstMs?: number; readonly everyMs?: number } | undefined
}

/** Options of one upload. */
export type UploadOptions = CallOptions & {
  /** More fields of the form. */
  readonly fields?: Readonly<Record<string, string | number | bigint | boolean>> | undefined
}
