import { setTimeout as delay } from 'node:timers/promises'
import { defined } from '@shotlist/codegen/defined'
import pLimit from 'p-limit'
import type { Pool, PoolClient } from 'pg'
import { type DatabaseFailure, FleetDatabaseError } from '../../errors/fleet-errors.ts'
import { migrate } from './migrate.ts'

/** Time for a connection to be made, and for a statement to be answered. A network that drops packets gives no error by itself. */
const CONNECT_MS = 10_000
const ANSWER_MS = 15_000

/** How often a lock that another process holds is tried, in milliseconds. */
const LOCK_POLL_MS = 100

export type Rows = readonly Readonly<Record<string, unknown>>[]

/** Runs a statement on one connection. */
export type Ask = (text: string, values?: readonly unknown[]) => Promise<Rows>

/** The PostgreSQL database of a fleet: a pool of connections. */
export class FleetDatabase {
  /** Host and name of the database, for messages. */
  readonly place: string
  readonly #pool: Pool
  /** Transactions at once. Two connections are left for commits and signs of life, which must not wait. */
  readonly #transactions

  private constructor(pool: Pool, { place, connections }: { readonly place: string; readonly connections: number }) {
    this.#pool = pool
    this.place = place
    this.#transactions = pLimit(connections - 2)
  }

  /**
   * Connects, and brings the schema to the version of this program.
   *
   * @param connections at most, at least 3
   * @throws {FleetDatabaseError | JournalTooNewError}
   */
  static async connect(url: string, { connections = 5 }: { readonly connections?: number } = {}): Promise<FleetDatabase> {
    const place = placeOf(url)
    // Loaded here, so that commands without a fleet do not pay for it.
    const { default: pg } = await import('pg')
    const pool = new pg.Pool({
      connectionString: url,
      max: connections,
      application_name: 'shotlist',
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
    })
    // A connection that breaks while it is idle is replaced by the next statement; otherwise the statement reports it.
    pool.on('error', () => undefined)
    pool.on('connect', (client) => void client.on('error', () => undefined))
    const database = new FleetDatabase(pool, { place, connections })
    try {
      await migrate(database)
    } catch (error) {
      await database.close()
      throw error
    }
    return database
  }

  /** @throws {FleetDatabaseError} */
  query(text: string, values: readonly unknown[] = []): Promise<Rows> {
    return this.#connected((ask) => ask(text, values))
  }

  /**
   * Runs `work` in one transaction.
   *
   * @param begin for example `BEGIN READ ONLY`
   * @throws {FleetDatabaseError}
   */
  transaction<T>(begin: string, work: (ask: Ask) => Promise<T>): Promise<T> {
    return this.#transactions(() =>
      this.#connected(async (ask) => {
        await ask(begin)
        const result = await work(ask)
        await ask('COMMIT')
        return result
      }),
    )
  }

  /**
   * Runs `work` while no other process runs something under the same lock. It is not in a transaction, which would keep indexes from being
   * built.
   *
   * @throws {FleetDatabaseError}
   */
  locked<T>(lock: string, work: () => Promise<T>): Promise<T> {
    return this.#connected(async (ask) => {
      const key = 'hashtextextended($1, 0)'
      // A statement that waits for the lock would keep indexes from being built too.
      while ((await ask(`SELECT pg_try_advisory_lock(${key}) AS is_held`, [lock]))[0]?.['is_held'] !== true) await delay(LOCK_POLL_MS)
      try {
        return await work()
      } finally {
        await ask(`SELECT pg_advisory_unlock(${key})`, [lock])
      }
    })
  }

  close(): Promise<void> {
    return this.#pool.end()
  }

  async #connected<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    const client: PoolClient = await this.#pool.connect().catch((error: unknown) => {
      throw this.#explained(error)
    })
    // A connection in an unknown state is not used again; the server rolls back what it has not committed.
    let isSound = false
    try {
      const result = await work(async (text, values = []) => {
        const answer = await client.query<Rows[number]>(text, [...values]).catch((error: unknown) => {
          throw this.#explained(error)
        })
        return answer.rows
      })
      isSound = true
      return result
    } finally {
      client.release(!isSound)
    }
  }

  #explained(error: unknown): FleetDatabaseError {
    const failure = failureOf(error)
    const { problem, hint } = REFUSALS[codeOf(error).slice(0, 2)] ?? {
      problem: failure === 'lost' ? 'cannot be reached' : 'refuses a statement',
    }
    return new FleetDatabaseError(this.place, `${problem}: ${messageOf(error)}`, { failure, cause: error, ...defined({ hint }) })
  }
}

/** By the class of the SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). Only errors of the server have a severity. */
function failureOf(error: unknown): DatabaseFailure {
  const code = codeOf(error)
  if (code === '') return 'lost'
  if (code === '23505') return 'taken'
  if (code.startsWith('40')) return 'conflict'
  // Class 28: the credentials are refused; 25006: a standby, after a failover; 53300: too many connections; 57P: it stops or starts.
  return /^(08|25006|28|53300|57P)/.test(code) ? 'lost' : 'refused'
}

/** The SQLSTATE; empty if the server did not answer. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'severity' in error && 'code' in error ? String(error.code) : ''
}

/** Words for refusals of a connection, by the class of the SQLSTATE. */
const REFUSALS: Readonly<Record<string, { readonly problem: string; readonly hint: string }>> = {
  '28': {
    problem: 'refuses the login',
    hint: 'Check the user and the password in its address. Percent-encode special characters, as %40 for @.',
  },
  '3D': { problem: 'does not exist', hint: "Create it: CREATE DATABASE shotlist ENCODING 'UTF8' TEMPLATE template0." },
}

/** Node reports a host with several addresses as one error without a message. */
function messageOf(error: unknown): string {
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error]
  return first instanceof Error ? first.message : String(first)
}

/** @throws {FleetDatabaseError} if it is not an address of PostgreSQL */
function placeOf(url: string): string {
  const parsed = URL.parse(url)
  if (parsed !== null && isDecodable(parsed) && /^postgres(ql)?:$/.test(parsed.protocol))
    return `${parsed.host || parsed.searchParams.get('host') || 'localhost'}${parsed.pathname}`
  throw new FleetDatabaseError('address', 'is not one of PostgreSQL, as postgres://user@host:5432/name', {
    failure: 'refused',
    hint: 'Percent-encode the special characters of a password, as %40 for @.',
  })
}

/** Whether all percent signs of an address are part of a code. */
function isDecodable({ username, password, pathname }: URL): boolean {
  try {
    decodeURIComponent(`${username}${password}${pathname}`)
    return true
  } catch {
    return false
  }
}
