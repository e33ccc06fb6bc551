import { createProviderClient, type Input, type ProviderClient, type ProviderTable } from '@shotlist/core'
import type { Emulator } from '@shotlist/emulator'
import { expect } from 'vitest'
import { startProvider } from '../harness/emulator.ts'

type Module = { readonly table: ProviderTable; readonly createClient: (options: object) => { readonly engine: ProviderClient } }

/** A provider's typed client at an emulator that takes ids it never issued. */
export type ProviderClients = {
  readonly emulator: Emulator
  readonly client: ProviderClient
  /** Calls an operation to its end. Fails if the client or the emulator finds a mistake in it. */
  readonly expectTaken: (operation: string, input: Input) => Promise<void>
  /** Fails unless the client refuses it before it sends anything, and the emulator too. */
  readonly expectRefused: (operation: string, input: Input) => Promise<void>
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
    expectTaken: async (operation, input) => {
      const { mistakes } = emulator.ledger()
      await call(client, operation, input)
      expect(emulator.ledger().mistakeList.slice(mistakes)).toEqual([])
    },
    expectRefused: async (operation, input) => {
      const { mistakes, submissions } = emulator.ledger()
      await expect(call(client, operation, input)).rejects.toMatchObject({ code: 'invalid-input' })
      expect(emulator.ledger().mistakes).toBe(mistakes)
      await expect(call(unchecked, operation, input)).rejects.toMatchObject({ class: 'invalid-request' })
      expect(emulator.ledger()).toMatchObject({ mistakes: mistakes + 1, submissions })
    },
  }
}
