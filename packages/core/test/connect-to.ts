import { type ClientOptions, createProviderClient, type ProviderClient, type ProviderTable } from '../src/index.ts'
import { ACME } from './acme.ts'
import type { ScriptedServer } from './scripted-server.ts'

/** A text that nothing else contains, so that tests can search for it. */
export const SECRET = 'sk-very-secret-4711'

/** Long enough for the slowest machine. */
const PATIENCE_MS = 600_000

/** A client of a scripted server, with short waits between tries. */
export function connectTo(server: ScriptedServer, options: ClientOptions & { readonly table?: ProviderTable } = {}): ProviderClient {
  const { table = ACME, ...rest } = options
  return createProviderClient(table, {
    apiKey: SECRET,
    baseUrl: server.url,
    retry: { baseMs: 1, maxMs: 2 },
    timeoutMs: PATIENCE_MS,
    ...rest,
  })
}

/** The error that a promise rejects with. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('It did not reject.')
}
