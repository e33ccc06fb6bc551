import type { ProviderTable } from '../contract/index.ts'
import type { Validator } from '../validation/validator.ts'
import type { CallOptions, ClientOptions } from './client-options.ts'
import { connect } from './connect.ts'
import { namedClient } from './create-provider-client.ts'
import type { Engine } from './engine.ts'
import { equipTable } from './equip.ts'
import type { Operation, OperationSet } from './operation.ts'
import { createRawClient } from './raw-client.ts'
import { retrieveMany } from './retrieve-many.ts'

export type WholeParts = {
  /** Operation name by method: `{ textToVideo: 'text-to-video' }`. */
  readonly methods: Readonly<Record<string, string>>
  /** By operation name. */
  readonly validators: Readonly<Record<string, Validator>>
}

/**
 * Builds the typed client of a whole document: what a generated `createClient` does.
 *
 * @throws ConfigurationError without a key, or with a region or base URL that cannot be.
 */
export const connectWhole = <Client>(table: ProviderTable, { methods, validators }: WholeParts, options: ClientOptions = {}): Client => {
  const byName = equipTable(table, { ...validators, ...options.validators })
  const operations: OperationSet = Object.fromEntries(
    Object.entries(methods).flatMap(([method, name]) => (byName[name] === undefined ? [] : [[method, byName[name] as Operation]])),
  )
  const engine = (own: Engine) => namedClient(own, table)
  return connect<Client>(table, operations, options, {
    raw: createRawClient,
    engine,
    retrieveMany: (own) => (kind: string, taskIds: readonly string[], given?: CallOptions) => retrieveMany(own, kind, taskIds, given),
    estimate: (own) => namedClient(own, table).estimate,
  })
}
