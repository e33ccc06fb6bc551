import type { Answer } from '../answers/read-answer.ts'
import type { ErrorReading, OperationTable, ProviderTable, TaskRules } from '../contract/index.ts'
import { ConfigurationError } from '../errors/shotlist-error.ts'
import type { Clock } from '../http/clock.ts'
import type { PreparedRequest } from '../http/exchange.ts'
import type { Safety } from '../http/retry-policy.ts'
import type { placeInput } from '../requests/build-request.ts'
import type { ExactIntegers } from '../requests/exact-integers.ts'
import type { CallOptions, ClientEvent, Input } from './client-options.ts'

/**
 * A provider without its operations, and without what only people read, so that a bundle holds no more than it needs. A whole
 * `ProviderTable` is one too.
 */
export type ProviderBase = Pick<ProviderTable, 'id' | 'title' | 'env' | 'keyUrl' | 'servers' | 'auth' | 'trace' | 'idempotency'> & {
  readonly errors: ErrorReading
  /** By kind. Absent in small bundles, where an operation brings those of the task it starts. */
  readonly tasks?: ProviderTable['tasks']
  /** The whole table: asked for when there is something to explain. */
  readonly whole?: () => Promise<ProviderTable>
}

/** Says what is wrong with an input, before anything is sent: throws InvalidInputError. */
export type InputCheck = (
  input: Input,
  about: { readonly context: ClientContext; readonly operation: ClientOperation },
) => void | Promise<void>

/** An operation as far as sending it needs, with the code that only some operations need. */
export type ClientOperation = Pick<OperationTable, 'name' | 'kind' | 'method' | 'path'> &
  Partial<
    Pick<OperationTable, 'body' | 'pathFields' | 'queryFields' | 'headerFields' | 'fixed' | 'starts' | 'uploads' | 'upload' | 'outputs'>
  > & {
    /** What a client's method does: `startTask`, `callOperation` ... */
    readonly run: (context: ClientContext, operation: ClientOperation, input: never, options?: never) => unknown
    /** For operations with fields that go elsewhere than into the body. */
    readonly place?: typeof placeInput
    /** The rules of the task it starts, where the provider's are not there. */
    readonly task?: TaskRules
    /** For operations with 64-bit integers. */
    readonly exact?: ExactIntegers
    readonly check?: InputCheck
    /** The uploads that the operation's files go through. */
    readonly needs?: readonly ClientOperation[]
  }

export type SendOptions = CallOptions & {
  readonly safety: Safety
  /** The key of a paid request. */
  readonly key?: string
}

/** What all operations of a client share: the provider, the URL, the clock, and the one way to send a request. */
export type ClientContext = {
  readonly table: ProviderBase
  /** By name. */
  readonly operations: Readonly<Record<string, ClientOperation>>
  readonly baseUrl: string
  readonly clock: Clock
  readonly random: () => number
  readonly signal: AbortSignal | undefined
  /** Where somebody listens. Never throws. */
  readonly onEvent: ((event: ClientEvent) => void) | undefined
  /** How a paid request is repeated here. */
  readonly paid: Safety
  /** Sends, repeats where that is safe, and hands a good answer to `read`. What `read` throws counts as the request's error. */
  send<T>(request: PreparedRequest, options: SendOptions, read: (answer: Answer) => T): Promise<T>
}

function find<T>(entries: Readonly<Record<string, T>>, name: string, what: string): T {
  const found = Object.hasOwn(entries, name) ? entries[name] : undefined
  if (found !== undefined) return found
  throw new ConfigurationError(`There is no ${what} ${JSON.stringify(name)}.`, {
    hint: `There are: ${Object.keys(entries).join(', ') || 'none'}.`,
  })
}

/** @throws ConfigurationError when the client has no such operation. */
export function operationOf({ operations }: ClientContext, name: string): ClientOperation {
  return find(operations, name, 'operation')
}

/**
 * The rules of a task kind, by its name or that of an operation that starts it.
 *
 * @throws ConfigurationError when there is no such kind.
 */
export function taskRulesOf({ table: { tasks = {} }, operations }: ClientContext, kind: string): TaskRules {
  const { task, starts = kind } = (Object.hasOwn(operations, kind) ? operations[kind] : undefined) ?? {}
  return task ?? find(tasks, starts, 'kind of task')
}
