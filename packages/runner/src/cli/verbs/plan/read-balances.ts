import type { Plan, PlannedProvider } from '../../../plan/plan.ts'
import { connectFromEnv } from '../../project/connect-from-env.ts'
import type { VerbContext, VerbOptions } from '../../verb.ts'

/** What is left on the accounts, in each provider's unit, as far as it could be read. */
export type Balances = ReadonlyMap<string, number>

/** A plan is shown without a balance rather than late. */
const PATIENCE_MS = 3000

/** Asks the providers whose document says how, and whose key is set. What cannot be read is left out: a plan needs no network. */
export async function readBalances(context: VerbContext, { providers }: Plan, options: VerbOptions): Promise<Balances> {
  const asked = Object.values(providers).filter(({ model }) => tellsBalance(model) && (context.env[model.table.env.key] ?? '') !== '')
  const read = await Promise.all(asked.map(async (provider) => [provider.id, await balanceOf(provider, context, options)] as const))
  return new Map(read.filter((entry): entry is [string, number] => entry[1] !== undefined))
}

const tellsBalance = ({ table }: PlannedProvider['model']): boolean =>
  Object.values(table.operations).some(({ balance }) => balance !== undefined)

async function balanceOf(provider: PlannedProvider, context: VerbContext, options: VerbOptions): Promise<number | undefined> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(PATIENCE_MS)])
  try {
    return (await connectFromEnv(context, options)(provider).client.balance({ signal }))?.amount
  } catch {
    return undefined
  }
}
