import { defined } from '../contract/defined.ts'
import type { OperationTable, ProviderTable } from '../contract/index.ts'
import { ConfigurationError } from '../errors/shotlist-error.ts'
import { readItems } from '../expressions/read-items.ts'
import type { FetchLike } from '../http/send-and-read.ts'
import { type Estimate, estimatePrice } from '../prices/estimate-price.ts'
import { formOf, placeInput, urlencodedOf } from '../requests/build-request.ts'
import { FILE_EMBEDDING } from '../requests/embed-files.ts'
import { exactIntegers } from '../requests/exact-integers.ts'
import { markRequest } from '../requests/mark-request.ts'
import { nestBody } from '../requests/nest-body.ts'
import { fileAnswers } from '../responses/file-answers.ts'
import type { CancellableTask, SavedTask, Submission, Task, TaskSnapshot } from '../tasks/task.ts'
import type { FileInput } from '../transfer/file-input.ts'
import type { Validator } from '../validation/validator.ts'
import { type CallResult, callOperation, readBalance } from './call.ts'
import { cancelTask } from './cancel-task.ts'
import type { CallOptions, ClientOptions, Input, SubmitOptions, TaskOptions, UploadOptions } from './client-options.ts'
import { type ClientContext, type ClientOperation, operationOf, type ProviderBase } from './context.ts'
import { createContext } from './create-context.ts'
import { inputCheck } from './input-check.ts'
import { lookUpTask } from './look-up-task.ts'
import { outputFetch } from './output-fetch.ts'
import { type RecentTask, readManyTasks, readTask, recentTasks } from './read-tasks.ts'
import { sendRaw } from './send-raw.ts'
import { resumeTask, startTaskWithFiles, submitTask } from './start-task.ts'
import { tokenSigner } from './token-signer.ts'
import { type UploadResult, uploadFile } from './upload.ts'

/**
 * A client of a provider by operation name, untyped. For programs that work with any document, as the runner does. Every method throws what
 * the request throws: `HttpStatusError`, `EnvelopeError`, `NetworkError`, `TimeoutError` ...; `ConfigurationError` for an unknown name.
 */
export type ProviderClient = {
  readonly table: ProviderTable
  /** The URL that the operations' paths are appended to. */
  readonly baseUrl: string
  /**
   * Starts a task: one POST, repeated only if that cannot start a second task.
   *
   * @throws OutcomeUnknownError if the provider may have accepted the request; InvalidInputError before anything is sent.
   */
  submit(operation: string, input: Input, options?: SubmitOptions): Promise<Submission>
  /** Reads a task once. `kind` is a task kind of the document, or the name of an operation that starts it. */
  read(kind: string, taskId: string, options?: CallOptions): Promise<TaskSnapshot>
  /**
   * Reads many tasks with few requests. Tasks that the responses do not hold are absent.
   *
   * @throws ConfigurationError if the document has no `readMany`.
   */
  readMany(kind: string, taskIds: readonly string[], options?: CallOptions): Promise<Map<string, TaskSnapshot>>
  /**
   * Lists recent tasks.
   *
   * @throws ConfigurationError if the document has no `recent`.
   */
  recent(kind: string, options?: CallOptions): Promise<readonly RecentTask[]>
  /**
   * Finds the task of a submission by its key. Undefined if the provider reports no such task; the task may exist all the same.
   *
   * @throws ConfigurationError if the document has no `lookup`.
   */
  lookUp(kind: string, key: string, options?: CallOptions): Promise<string | undefined>
  /**
   * Asks the provider to stop a task. Throws the provider's refusal, for example for a task that has ended.
   *
   * @throws ConfigurationError if the document has no `cancel`.
   */
  cancel(kind: string, task: CancellableTask, options?: CallOptions): Promise<void>
  /** Calls an operation that does not start a task. One that charges is repeated as carefully as `submit`. */
  call(operation: string, input?: Input, options?: SubmitOptions): Promise<CallResult>
  /**
   * Uploads a file; repeated like a read, because uploads cost nothing.
   *
   * @throws InvalidInputError if the provider does not accept the file.
   */
  upload(operation: string, file: FileInput, options?: UploadOptions): Promise<UploadResult>
  /** The account's balance in the provider's unit; undefined if the document has no operation for it, or the response does not hold it. */
  balance(options?: CallOptions): Promise<{ readonly amount: number; readonly unit: string } | undefined>
  /** Uploads the files in the input, submits, and waits for the task. */
  start(operation: string, input: Input, options?: TaskOptions): Task
  /** Waits for a task that was started before. Accepts the value of `task.toJSON()` or its JSON text. */
  resume(saved: SavedTask | string, options?: TaskOptions): Task
  /**
   * Sends any request to the provider over the same transport: key, trace id, time limits, typed errors. In the response, integers beyond 2^53
   * are in quotes. Anything but GET and HEAD is repeated as carefully as `submit`.
   */
  fetch(request: Request): Promise<Response>
  /**
   * The `fetch` for the file of an output, for `download(url, { fetch })`: adds the headers and the API key that the document says the download
   * needs. The key goes only to the provider's own hosts. `kind` is an operation's name, or a task kind of the document.
   */
  outputFetch(kind: string, output: string, fetch?: FetchLike): FetchLike
  /** Estimates what a request costs. Sends nothing. */
  estimate(operation: string, input: Input): Estimate
}

/** The methods of `ProviderClient` that each kind of operation works with. */
const USES = { task: 'start or submit', upload: 'upload', query: 'call', charge: 'call' } as const

/** Makes a client by operation name from a context that has all operations of the table. */
export function namedClient(context: ClientContext, table: ProviderTable): ProviderClient {
  const pick = (name: string, use: string): ClientOperation => {
    const operation = operationOf(context, name)
    if (USES[operation.kind].includes(use)) return operation
    throw new ConfigurationError(`${table.id}/${name} is of kind ${operation.kind}.`, { hint: `Use ${USES[operation.kind]}.` })
  }
  const balance = Object.values(table.operations).find((operation) => operation.balance !== undefined)
  return {
    table,
    baseUrl: context.baseUrl,
    submit: async (name, input, options) => submitTask(context, pick(name, 'submit'), input, options),
    read: async (kind, taskId, options) => readTask(context, kind, taskId, options),
    readMany: (kind, taskIds, options) => readManyTasks(context, kind, taskIds, options),
    recent: (kind, options) => recentTasks(context, kind, options),
    lookUp: (kind, key, options) => lookUpTask(context, kind, key, options),
    cancel: (kind, task, options) => cancelTask(context, kind, task, options),
    call: async (name, input, options) => callOperation(context, pick(name, 'call'), input, options),
    upload: async (name, file, options) => uploadFile(context, pick(name, 'upload'), file, options),
    balance: async (options) => (balance === undefined ? undefined : readBalance(context, { ...balance, unit: table.money.unit }, options)),
    start: (name, input, options) => startTaskWithFiles(context, pick(name, 'start'), input, options),
    resume: (saved, options) => resumeTask(context, saved, options),
    fetch: (request) => sendRaw(context, request),
    outputFetch: (kind, output, fetch = globalThis.fetch) => outputFetch(context, kind, output, fetch),
    estimate: (name, input) => {
      operationOf(context, name)
      return estimatePrice(table.operations[name] ?? { kind: 'query', defaults: {} }, input, { money: table.money })
    },
  }
}

/**
 * Makes the client of any provider from its table.
 *
 * @throws ConfigurationError without a key, or with an unknown region or an invalid base URL.
 */
export function createProviderClient(table: ProviderTable, options: ClientOptions): ProviderClient {
  return namedClient(createContext(baseOf(table), operationsFromTable(table, options.validators), options), table)
}

/** A table with the code that its authentication, its files and its outputs need. */
export function baseOf(table: ProviderTable): ProviderBase {
  return {
    ...table,
    items: readItems,
    ...defined({
      tokens: table.auth?.jwt === undefined ? undefined : tokenSigner,
      files: answersWithFiles(table) ? fileAnswers : undefined,
    }),
  }
}

/** Whether a response of a provider may be a file. */
function answersWithFiles({ tasks, operations }: ProviderTable): boolean {
  const requests = [...Object.values(operations), ...Object.values(tasks).flatMap(({ read, result }) => [read, result])]
  return requests.some((request) => request?.fileTypes !== undefined)
}

function runOf({ kind }: OperationTable): ClientOperation['run'] {
  if (kind === 'task') return startTaskWithFiles
  return kind === 'upload' ? uploadFile : callOperation
}

/** An operation of a table with all code it may need, for programs that learn their operations at run time. */
export function operationFromTable(operation: OperationTable, validate?: Validator): ClientOperation {
  return {
    ...operation,
    run: runOf(operation),
    place: placeInput,
    ...defined({
      nest: operation.places === undefined ? undefined : nestBody,
      mark: operation.keys === undefined ? undefined : markRequest,
      write: operation.body === 'form' ? formOf : operation.body === 'urlencoded' ? urlencodedOf : undefined,
      embed: operation.files === undefined ? undefined : FILE_EMBEDDING,
    }),
    exact: exactIntegers(operation.int64),
    check: inputCheck(validate, { openEnums: operation.openEnums, texts: operation }),
  }
}

/** All operations of a table, by name. */
export function operationsFromTable(
  { operations }: Pick<ProviderTable, 'operations'>,
  validators: Readonly<Record<string, Validator>> = {},
): Record<string, ClientOperation> {
  return Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, operationFromTable(operation, validators[name])]))
}
