import type { TaskSnapshot } from '../tasks/task-snapshot.ts'

/** Which request an event is about. The URL carries no key. */
type RequestFacts = {
  readonly operation: string
  readonly method: string
  readonly url: string
  readonly traceId: string
  /** From 1. */
  readonly attempt: number
}

/** What `onEvent` is told. Holds neither keys nor the bodies of requests. */
export type ClientEvent =
  | ({ readonly type: 'request' } & RequestFacts)
  | ({ readonly type: 'answer'; readonly status: number; readonly elapsedMs: number } & RequestFacts)
  | ({ readonly type: 'retry'; readonly delayMs: number; readonly code: string; readonly message: string } & RequestFacts)
  | { readonly type: 'state'; readonly operation: string; readonly snapshot: TaskSnapshot }
  /** A value that the document does not list, in a field whose list is open (`x-open-enum`). It is sent as it is. */
  | { readonly type: 'unlisted-value'; readonly operation: string; readonly pointer: string; readonly value: string | number }
