import type { ClientOptions } from './client-options.ts'
import type { ClientOf } from './connected-client.ts'
import { createEngine } from './create-engine.ts'
import type { Engine, EngineOperation, ProviderBase } from './engine.ts'
import type { OperationSet } from './operation.ts'
import { resumeTask } from './resume.ts'

/** Properties that a client gets beside its operations, made from its engine: `{ raw: createRawClient }`. */
export type ClientParts = Readonly<Record<string, (engine: Engine) => unknown>>

/**
 * Builds the typed client of a provider: a method for each operation, by kind, and what every client has (`resume`, `withOptions`). Only
 * what is given ends up in a bundle: name the operations you use, or take a generated `createClient`.
 *
 * @throws ConfigurationError without a key, or with a region or base URL that cannot be.
 */
export function connect<const Operations extends OperationSet>(
  provider: ProviderBase,
  operations: Operations,
  options: ClientOptions,
): ClientOf<Operations>
export function connect<Client>(provider: ProviderBase, operations: OperationSet, options: ClientOptions, parts?: ClientParts): Client
export function connect(provider: ProviderBase, operations: OperationSet, options: ClientOptions, parts: ClientParts = {}): unknown {
  const picked: readonly EngineOperation[] = Object.values(operations)
  const all = picked.flatMap(({ needs = [] }) => needs).concat(picked)
  const engine = createEngine(provider, Object.fromEntries(all.map((operation) => [operation.name, operation])), options)
  const methods: Record<string, unknown> = {}
  for (const [method, operation] of Object.entries(operations)) {
    // What an operation takes and gives is known to the type of the client; here it is only handed on.
    methods[method] = (input: never, given?: never) => operation.run(engine, operation, input, given)
  }
  for (const [part, make] of Object.entries(parts)) methods[part] = make(engine)
  methods['resume'] = resumeTask.bind(undefined, engine)
  methods['withOptions'] = (changed: ClientOptions) => {
    // Options that are undefined count as absent: they replace nothing.
    const given = Object.entries(changed).filter(([, value]) => value !== undefined)
    return connect(provider, operations, { ...options, ...Object.fromEntries(given) }, parts)
  }
  return methods
}
