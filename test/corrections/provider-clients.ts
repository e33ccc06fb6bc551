import { isDeepStrictEqual } from 'node:util'
import { createProviderClient, type Input, type ProviderClient, type ProviderTable } from '@shotlist/core'
import type { Emulator } from '@shotlist/emulator'
import { startProvider } from '../harness/emulator.ts'

type Module = { readonly table: ProviderTable; readonly createClient: (options: object) => { readonly engine: ProviderClient } }

/** A provider's typed client at an emulator that takes ids it never issued. */
export type ProviderClients = {
  readonly emulator: Emulator
  readonly client: ProviderClient
  /** Calls an operation to its end, and returns the mistakes that the emulator finds. Throws what the client throws. */
  readonly mistakesIn: (operation: string, input: Input) => Promise<readonly string[]>
  /** The codes with which the client refuses an operation, before it sends anything, and the emulator refuses it. */
  readonly refusalsOf: (operation: string, input: Input) => Promise<readonly unknown[]>
}

export async function startClients({ table, createClient }: Module): Promise<ProviderClients> {
  const emulator = await startProvider(table.id, { taskMs: 1, unknownIds: 'accept', inFlight: 100 })
  const options = { apiKey: 'key-of-corrections', baseUrl: emulator.url, retry: { attempts: 1 } }
  const call = async (client: ProviderClient, operation: string, input: Input) => {
    if (table.operations[operation]?.kind !== 'task') return client.call(operation, input)
    return client.start(operation, input, { poll: { firstMs: 5, everyMs: 5 } })
  }
  const client = createClient(options).engine
  const unchecked = createProviderClient(table, options)
  return {
    emulator,
    client,
    mistakesIn: async (operation, input) => {
      const { mistakes } = emulator.ledger()
      await call(client, operation, input)
      return emulator
        .ledger()
        .mistakeList.slice(mistakes)
        .map(({ what }) => what)
    },
    refusalsOf: async (operation, input) => {
      const { requests } = emulator.ledger()
      const sent = Object.values({ ...requests })
      const own = await refusalOf(call(client, operation, input))
      const isSent = !isDeepStrictEqual(Object.values(emulator.ledger().requests), sent)
      const theirs = await refusalOf(call(unchecked, operation, input))
      return [isSent ? 'sent' : own?.code, theirs?.class]
    },
  }
}

async function refusalOf(work: PromiseLike<unknown>): Promise<{ readonly code?: string; readonly class?: string } | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    return error as Error & { readonly code?: string }
  }
}
