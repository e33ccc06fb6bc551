import { defined } from '../contract/defined.ts'
import type { ProviderTable } from '../contract/index.ts'
import type { CancellableTask } from '../tasks/task.ts'
import type { Validator } from '../validation/validator.ts'
import { cancelTask } from './cancel-task.ts'
import type { CallOptions, ClientOptions } from './client-options.ts'
import type { ClientContext, ClientOperation, ProviderBase } from './context.ts'
import { createContext } from './create-context.ts'
import { baseOf, namedClient, operationsFromTable } from './provider-client.ts'
import { createRawClient } from './raw-client.ts'
import { retrieveMany } from './read-tasks.ts'
import { resumeTask } from './start-task.ts'
import type { ClientOf, Operation, OperationSet } from './typed-client.ts'

/** Properties that a client gets besides its operations, made from its context: `{ raw: createRawClient }`. */
export type ClientParts = Readonly<Record<string, (context: ClientContext) => unknown>>

/**
 * Builds the typed client of a provider: a method for each operation, and `resume` and `withOptions`. A bundle holds only the operations given
 * here: name those you use, or call a generated `createClient` for all of them.
 *
 * @throws ConfigurationError without a key, or with an unknown region or an invalid base URL.
 */
export function connect<const Operations extends OperationSet>(
  provider: ProviderBase,
  operations: Operations,
  options: ClientOptions,
): ClientOf<Operations>
export function connect<Client>(provider: ProviderBase, operations: OperationSet, options: ClientOptions, parts?: ClientParts): Client
export function connect(provider: ProviderBase, operations: OperationSet, options: ClientOptions, parts: ClientParts = {}): unknown {
  const picked: readonly ClientOperation[] = Object.values(operations)
  const all = picked.flatMap(({ needs = [] }) => needs).concat(picked)
  const context = createContext(provider, Object.fromEntries(all.map((operation) => [operation.name, operation])), options)
  const methods: Record<string, unknown> = {}
  for (const [method, operation] of Object.entries(operations)) {
    // The client's type knows the types of inputs and results; here the values are only passed on.
    methods[method] = (input: never, given?: never) => operation.run(context, operation, input, given)
  }
  for (const [part, make] of Object.entries(parts)) methods[part] = make(context)
  methods['resume'] = resumeTask.bind(undefined, context)
  // Options that are undefined count as absent: they replace nothing.
  methods['withOptions'] = (changed: ClientOptions) => connect(provider, operations, { ...options, ...defined(changed) }, parts)
  return methods
}

export type WholeParts = {
  /** Operation name by method: `{ textToVideo: 'text-to-video' }`. */
  readonly methods: Readonly<Record<string, string>>
  /** By operation name. */
  readonly validators: Readonly<Record<string, Validator>>
}

/**
 * Builds the typed client of a whole document: what a generated `createClient` does.
 *
 * @throws ConfigurationError without a key, or with an unknown region or an invalid base URL.
 */
export function connectWhole<Client>(table: ProviderTable, { methods, validators }: WholeParts, options: ClientOptions = {}): Client {
  const byName = operationsFromTable(table, { ...validators, ...options.validators })
  const operations: OperationSet = Object.fromEntries(
    Object.entries(methods).flatMap(([method, name]) => (byName[name] === undefined ? [] : [[method, byName[name] as Operation]])),
  )
  return connect<Client>(baseOf(table), operations, options, {
    raw: createRawClient,
    engine: (context) => namedClient(context, table),
    retrieveMany: (context) => (kind: string, taskIds: readonly string[], given?: CallOptions) =>
      retrieveMany(context, kind, taskIds, given),
    cancel: (context) => (kind: string, task: CancellableTask, given?: CallOptions) => cancelTask(context, kind, task, given),
    estimate: (context) => namedClient(context, table).estimate,
  })
}
