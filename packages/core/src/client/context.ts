import type { ErrorReading, OperationTable, ProviderTable, TaskRules } from '../contract/index.ts'
import { ConfigurationError } from '../errors/shotlist-error.ts'
import type { readItems } from '../expressions/read-items.ts'
import type { Clock } from '../http/clock.ts'
import type { Safety } from '../http/retry-policy.ts'
import type { PreparedRequest } from '../http/send-and-read.ts'
import type { placeInput, WriteBody } from '../requests/build-request.ts'
import type { FileEmbedding } from '../requests/embed-files.ts'
import type { ExactIntegers } from '../requests/exact-integers.ts'
import type { markRequest } from '../requests/mark-request.ts'
import type { nestBody } from '../requests/nest-body.ts'
import type { fileAnswers } from '../responses/file-answers.ts'
import type { ReadResponseOptions, SuccessResponse } from '../responses/read-response.ts'
import type { CallOptions, ClientEvent, Input } from './client-options.ts'
import type { credentialsSource } from './credentials.ts'
import type { tokenSigner } from './token-signer.ts'

/**
 * A provider without its operations and without texts for people, to keep bundles small. A whole `ProviderTable` fits this type too.
 */
export type ProviderBase = Pick<
  ProviderTable,
  'id' | 'title' | 'env' | 'keyUrl' | 'servers' | 'hosts' | 'auth' | 'headers' | 'trace' | 'idempotency'
> & {
  readonly errors: ErrorReading
  /** By task kind. Absent in small bundles, in which each operation brings the rules of the task it starts. */
  readonly tasks?: ProviderTable['tasks']
  /** Makes the signer of tokens. For providers with `auth.jwt`. */
  readonly tokens?: typeof tokenSigner
  /** Takes responses that are files. For providers with such responses. */
  readonly files?: typeof fileAnswers
  /** Reads outputs that are lists. For providers with such outputs. */
  readonly items?: typeof readItems
  /** Loads the whole table, when an error or a wrong input must be explained. */
  readonly whole?: () => Promise<ProviderTable>
}

/**
 * Checks an input before anything is sent.
 *
 * @throws InvalidInputError with every mistake.
 */
export type InputCheck = (
  input: Input,
  about: { readonly context: ClientContext; readonly operation: ClientOperation },
) => void | Promise<void>

/** What sending an operation needs, with the code that only some operations need. */
export type ClientOperation = Pick<OperationTable, 'name' | 'kind' | 'method' | 'path'> &
  Partial<
    Pick<
      OperationTable,
      | 'body'
      | 'pathFields'
      | 'queryFields'
      | 'headerFields'
      | 'places'
      | 'keys'
      | 'fixed'
      | 'headers'
      | 'starts'
      | 'uploads'
      | 'files'
      | 'upload'
      | 'outputs'
      | 'charged'
      | 'fileTypes'
    >
  > & {
    /** The implementation of the client's method: `startTask`, `callOperation` ... */
    readonly run: (context: ClientContext, operation: ClientOperation, input: never, options?: never) => unknown
    /** Distributes the input over path, query, headers and body. For operations with fields outside the body. */
    readonly place?: typeof placeInput
    /** Puts the body's fields at their places. For operations with `places`. */
    readonly nest?: typeof nestBody
    /** Puts the submission's key at its places. For operations with `keys`. */
    readonly mark?: typeof markRequest
    /** For operations with a body other than JSON. */
    readonly write?: WriteBody
    /** For operations with files inside the request. */
    readonly embed?: FileEmbedding
    /** The rules of the task it starts, if `ProviderBase` has no `tasks`. */
    readonly task?: TaskRules
    /** For operations with 64-bit integers. */
    readonly exact?: ExactIntegers
    readonly check?: InputCheck
    /** The upload operations that the operation's files use. */
    readonly needs?: readonly ClientOperation[]
  }

export type SendOptions = CallOptions & {
  /** How the request may be repeated. */
  readonly safety: Safety
  /** Of a paid request. */
  readonly idempotencyKey?: string
  /** Whether a response with the status of an error is not an error here, because `read` judges it. Absent: every such response is one. */
  readonly isJudged?: ReadResponseOptions['isJudged']
  /** The MIME types of a response that is itself a file. */
  readonly fileTypes?: readonly string[] | undefined
}

/** What all operations of a client share: the provider, the URL, the clock, and `send`. */
export type ClientContext = {
  readonly table: ProviderBase
  /** By name. */
  readonly operations: Readonly<Record<string, ClientOperation>>
  readonly baseUrl: string
  readonly clock: Clock
  readonly random: () => number
  readonly signal: AbortSignal | undefined
  /** Absent if the client has no listener. Never throws. */
  readonly onEvent: ((event: ClientEvent) => void) | undefined
  /** How paid requests to this provider may be repeated. */
  readonly paidSafety: Safety
  /** The API key, and its mask, for one request. */
  readonly credentialsWithin: ReturnType<typeof credentialsSource>
  /** Notes the header `date` of a response of the provider, by whose clock tokens begin and end. */
  readonly noteTime: (date: string | null) => void
  /** Sends a request, retries it if that is safe, and passes a success response to `read`. An error that `read` throws is the request's error. */
  send<T>(request: PreparedRequest, options: SendOptions, read: (response: SuccessResponse) => T): Promise<T>
}

function find<T>(entries: Readonly<Record<string, T>>, name: string, what: string): T {
  const found = Object.hasOwn(entries, name) ? entries[name] : undefined
  if (found !== undefined) return found
  throw new ConfigurationError(`There is no ${what} named ${JSON.stringify(name)}.`, {
    hint: `Available: ${Object.keys(entries).join(', ') || 'none'}.`,
  })
}

/** @throws ConfigurationError when the client has no such operation. */
export function operationOf({ operations }: ClientContext, name: string): ClientOperation {
  return find(operations, name, 'operation')
}

/**
 * The rules of a task kind, found by the kind's name or by the name of an operation that starts it.
 *
 * @throws ConfigurationError when there is no such kind.
 */
export function taskRulesOf({ table: { tasks = {} }, operations }: ClientContext, kind: string): TaskRules {
  const { task, starts = kind } = (Object.hasOwn(operations, kind) ? operations[kind] : undefined) ?? {}
  return task ?? find(tasks, starts, 'kind of task')
}
