import type { FleetDatabase } from '../store/postgres/fleet-database.ts'
import { DEAD_AFTER_SECONDS } from '../store/postgres/fleet-worker.ts'
import { FLEET_VERSION } from './queues.ts'

/**
 * The account of a provider whose queue a clip waits in: the one that most living workers of this version have. Undefined if none has one.
 *
 * @param variable that holds the provider's key
 */
export async function accountFor(database: FleetDatabase, variable: string): Promise<string | undefined> {
  const [row] = await database.query(
    `SELECT accounts.account FROM shotlist.workers JOIN shotlist.accounts ON accounts.worker = workers.id
     WHERE accounts.variable = $1 AND workers.version = $3 AND NOT workers.fenced AND workers.seen_at > now() - make_interval(secs => $2)
     GROUP BY accounts.account ORDER BY count(*) DESC, accounts.account LIMIT 1`,
    [variable, DEAD_AFTER_SECONDS, FLEET_VERSION],
  )
  return row?.['account'] as string | undefined
}

/** How many living workers share each account, by the variable of its key. @throws {FleetDatabaseError} */
export async function sharersOf(database: FleetDatabase, accounts: ReadonlyMap<string, string>): Promise<Map<string, number>> {
  const rows = await database.query(
    `SELECT accounts.variable, accounts.account, count(*) AS sharers FROM shotlist.workers JOIN shotlist.accounts ON accounts.worker = workers.id
     WHERE NOT workers.fenced AND workers.seen_at > now() - make_interval(secs => $1) GROUP BY accounts.variable, accounts.account`,
    [DEAD_AFTER_SECONDS],
  )
  const own = rows.filter((row) => accounts.get(String(row['variable'])) === row['account'])
  return new Map(own.map((row) => [String(row['variable']), Number(row['sharers'])]))
}

/** Whether a living worker has an account. @throws {FleetDatabaseError} */
export async function hasWorker(database: FleetDatabase, variable: string, account: string): Promise<boolean> {
  const [row] = await database.query(
    `SELECT FROM shotlist.workers JOIN shotlist.accounts ON accounts.worker = workers.id
     WHERE accounts.variable = $1 AND accounts.account = $2 AND NOT workers.fenced AND workers.seen_at > now() - make_interval(secs => $3) LIMIT 1`,
    [variable, account, DEAD_AFTER_SECONDS],
  )
  return row !== undefined
}
