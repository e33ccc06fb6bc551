import { baseUrlOf } from '../requests/url.ts'
import type { ClientOptions } from './client-options.ts'
import type { ClientContext, ClientOperation, ProviderBase } from './context.ts'
import { createTransport } from './transport.ts'

/**
 * Sets up what all operations of a client share: the provider, the base URL and the transport.
 *
 * @throws ConfigurationError without an API key, or with an unknown region or an invalid base URL.
 */
export function createContext(
  table: ProviderBase,
  operations: Readonly<Record<string, ClientOperation>>,
  options: ClientOptions,
): ClientContext {
  return {
    table,
    operations,
    baseUrl: baseUrlOf({ ...table, operations }, options),
    paidSafety: table.idempotency === undefined ? 'once' : 'keyed',
    ...createTransport(table, options),
  }
}
