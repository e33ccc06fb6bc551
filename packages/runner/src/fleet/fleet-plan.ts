import type { ProviderTable } from '@shotlist/core/contract'
import type { Plan, PlannedProvider } from '../plan/plan.ts'
import type { PollPace } from '../run/provider/delays.ts'
import type { Fleet } from './fleet.ts'

/** How often a run asks what became of its clips. The workers poll the provider as its document says. */
export const FLEET_PACE: PollPace = { firstMs: 250, everyMs: 500 }

/** Clips that a run orders at the same time. The queue of an account never lacks clips, and a run of 100,000 fits into memory. */
const ORDERED = 2000

/** What an order says of a provider: its limits, and the SHA-256 (hex) of its document in the fleet's database. */
export type OrderedProvider = Omit<PlannedProvider, 'id' | 'model'> & { readonly document: string }

/** By the id of a provider in the manifest. */
export type OrderedProviders = Readonly<Record<string, OrderedProvider>>

/** Keeps the documents of a plan in the database, for the workers. */
export async function keepDocuments({ clips }: Fleet, { providers }: Plan): Promise<OrderedProviders> {
  const kept = Object.entries(providers).map(
    async ([id, { id: _id, model, ...limits }]) => [id, { ...limits, document: await clips.keepDocument(model) }] as const,
  )
  return Object.fromEntries(await Promise.all(kept))
}

/** The plan of a run through a fleet: the fleet keeps the limits of the providers. */
export function fleetPlan(plan: Plan): Plan {
  const providers = Object.entries(plan.providers).map(([id, provider]) => {
    const { model } = provider
    const free = { concurrency: Number.POSITIVE_INFINITY, requestsPerMinute: Number.POSITIVE_INFINITY }
    return [id, { ...provider, ...free, model: { ...model, table: fleetTable(model.table) } }] as const
  })
  return { ...plan, concurrency: ORDERED, providers: Object.fromEntries(providers) }
}

/** A document as a run through a fleet sees it. A fleet honours keys, for as long as its database exists, and has no list of recent tasks. */
function fleetTable(table: ProviderTable): ProviderTable {
  const tasks = Object.entries(table.tasks).map(([kind, { lookup: _lookup, recent: _recent, ...rules }]) => [kind, rules] as const)
  return {
    ...table,
    tasks: Object.fromEntries(tasks),
    idempotency: table.idempotency ?? 'fleet',
    keyLifetimeSeconds: Number.MAX_SAFE_INTEGER,
  }
}
