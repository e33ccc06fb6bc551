import { rm } from 'node:fs/promises'
import type { DBOSClient } from '@dbos-inc/dbos-sdk'
import { type Clock, systemClock } from '@shotlist/core'
import type { SharedStore } from '../files/artifacts/artifact-store.ts'
import type { PlannedProvider } from '../plan/plan.ts'
import { FleetDatabase } from '../store/postgres/fleet-database.ts'
import { ClipWatch } from './clip-watch.ts'
import { type ClipOrder, Clips } from './clips.ts'
import { Contents } from './contents.ts'
import { FLEET_APPLICATION, FLEET_VERSION } from './queues.ts'
import { accountFor, hasWorker } from './workers.ts'

/** What a process needs to give work to a fleet, or to do it. */
export type Fleet = {
  readonly database: FleetDatabase
  /** DBOS, for starting workflows. */
  readonly queue: DBOSClient
  readonly clips: Clips
  readonly watch: ClipWatch
  readonly contents: Contents
  /** For copies of files on this machine. It is deleted when the process ends. */
  readonly folder: string
  /** The manifest, by a name that is the same on all machines. */
  readonly project: string
  /** The next number in the order in which the clips of this run take turns with those of others. */
  nextPlace(): number
  /**
   * Gives a clip to the fleet. Waits until the database takes it, and until a worker has a key for the provider.
   *
   * @throws the signal's reason
   */
  offer(order: ClipOrder, how: { readonly provider: PlannedProvider; readonly signal: AbortSignal }): Promise<void>
  close(): Promise<void>
}

export type FleetOptions = {
  readonly url: string
  readonly store: Pick<SharedStore, 'store' | 'name'>
  readonly project: string
  /** For copies of files on this machine. */
  readonly folder: string
  /** Warns the user. */
  readonly warn: (message: string) => void
  readonly clock?: Clock
}

/** How long an offer waits before it is made again, in milliseconds. */
const RETRY_MS = 1000

/**
 * Connects to the database of a fleet, and prepares it.
 *
 * @throws {FleetDatabaseError | JournalTooNewError}
 */
export async function openFleet({ url, store, project, folder, warn, clock = systemClock }: FleetOptions): Promise<Fleet> {
  const database = await FleetDatabase.connect(url)
  const queue = await openQueue(database, url)
  const clips = new Clips(database, queue)
  const lost = (error: unknown): void => warn(`${messageOf(error)}; waiting until it can be reached again`)
  const watch = new ClipWatch(clips, { clock, onTrouble: lost })
  let places = 0
  const warned = new Set<string>()
  /** Thousands of clips may wait for the same thing. */
  const warnOnce = (message: string): void => {
    if (!warned.has(message)) warn(message)
    warned.add(message)
  }
  return {
    database,
    queue,
    clips,
    watch,
    contents: new Contents(store, folder),
    folder,
    project,
    nextPlace() {
      places += 1
      return places
    },
    async offer(order, { provider, signal }) {
      const { title, env } = provider.model.table
      for (;;) {
        signal.throwIfAborted()
        try {
          const account = await accountFor(database, env.key)
          if (account !== undefined) {
            const kept = (await clips.offer(order, { variable: env.key, account })) ?? account
            if (kept !== account && !(await hasWorker(database, env.key, kept)))
              warnOnce(`clips of ${title} wait for another ${env.key} than the workers have: start one with the key they were ordered for`)
            return
          }
          warnOnce(
            `no worker of ${FLEET_VERSION} has a key for ${title}; waiting for one: set ${env.key} where \`shotlist worker\` runs, with this version`,
          )
        } catch (error) {
          warnOnce(`${messageOf(error)}; waiting until it can be reached again`)
        }
        await clock.sleep(RETRY_MS, signal)
      }
    },
    async close() {
      await queue.destroy()
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** DBOS prints nothing: its errors reach the callers. */
export const SILENT = { info: ignore, debug: ignore, warn: ignore, error: ignore }

function ignore(): void {
  // Nothing to do.
}

async function openQueue(database: FleetDatabase, url: string): Promise<DBOSClient> {
  // Loaded here, so that commands without a fleet do not pay for it.
  const { DBOSClient: Client } = await import('@dbos-inc/dbos-sdk')
  const { ensureSystemDatabase } = await import('@dbos-inc/dbos-sdk/internal/system_database')
  await database.locked('shotlist dbos', () => ensureSystemDatabase(url, SILENT as never))
  return Client.create({ systemDatabaseUrl: url, applicationName: FLEET_APPLICATION, logger: SILENT })
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
