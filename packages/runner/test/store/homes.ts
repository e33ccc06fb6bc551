import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { JournalHome } from '../../src/store/journal/home/journal-home.ts'
import { SqliteHome } from '../../src/store/journal/home/sqlite-home.ts'
import { Journal } from '../../src/store/journal/journal.ts'
import { openDatabase } from '../../src/store/journal/open-database.ts'
import type { AttemptRecord, FileRecord, JobRecord } from '../../src/store/journal/records.ts'
import { FleetDatabase } from '../../src/store/postgres/fleet-database.ts'
import { openFleetJournal } from '../../src/store/postgres/fleet-journal.ts'
import { FleetWorker } from '../../src/store/postgres/fleet-worker.ts'
import type { PostgresServer } from '../harness/postgres-server.ts'

/** The project, or manifest, of the journals of a test. */
const PROJECT = 'launch.yaml'
/** The account of the uploads of a test. */
export const ACCOUNT = 'account'
/** The runs of a test, whose events a journal of a fleet loads. */
const RUNS = ['run-1', 'run-2'] as const

/** One place where journals are kept. */
type Place = {
  /** Opens the journal as another process does, and sees what was durable then. */
  open(): Promise<Journal>
  /** Opens a journal, and returns what makes its next flush fail. */
  openBreakable(): Promise<{ readonly journal: Journal; readonly breakFlush: () => Promise<void> }>
}

/** A kind of home, and how a test makes a place of it. */
export type Kind = { readonly name: string; readonly place: () => Promise<Place> }

/** Journals in the file of a state folder. */
export const SQLITE_FILE: Kind = {
  name: 'SQLite file',
  place: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'shotlist-store-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 20 }))
    const path = join(folder, 'journal.db')
    return {
      open: async () => closedAtEnd(Journal.open(path, PROJECT)),
      openBreakable: async () => breakable(path),
    }
  },
}

/** Journals in memory. Nothing of them is left when they are closed, so each place has one. */
export const SQLITE_MEMORY: Kind = {
  name: 'SQLite in memory',
  place: async () => {
    const journal = closedAtEnd(Journal.open(':memory:', PROJECT))
    return { open: async () => journal, openBreakable: async () => breakable(':memory:') }
  },
}

/** Journals of a fleet; each is opened by a worker of its own, with its own connections. */
export function postgresKind(server: PostgresServer): Kind {
  return {
    name: 'PostgreSQL',
    place: async () => {
      const url = await server.database()
      return {
        open: async () => (await fleetJournal(url)).journal,
        openBreakable: async () => {
          const { journal } = await fleetJournal(url, { patienceMs: 0 })
          onTestFinished(() => server.start())
          return { journal, breakFlush: () => server.stop('QUIT') }
        },
      }
    },
  }
}

/** A worker with a journal that has loaded everything. */
export async function fleetJournal(url: string, { project = PROJECT, patienceMs = 60_000 } = {}) {
  const { database, worker } = await fleetWorker(url, { patienceMs })
  const { journal, load } = openFleetJournal(database, { project, worker })
  onTestFinished(() => journal.close())
  await load({ jobs: 'all', accounts: [ACCOUNT], runs: RUNS })
  return { database, worker, journal, load }
}

/** A worker with connections of its own. */
export async function fleetWorker(url: string, { patienceMs = 60_000, connections = 3 } = {}) {
  const database = await fleetDatabase(url, connections)
  const worker = await FleetWorker.register(database, { version: '1.0.0', patienceMs })
  return { database, worker }
}

/** Connections that are closed when the test ends. */
export async function fleetDatabase(url: string, connections = 3): Promise<FleetDatabase> {
  const database = await FleetDatabase.connect(url, { connections })
  onTestFinished(() => database.close())
  return database
}

function closedAtEnd(journal: Journal): Journal {
  onTestFinished(() => journal.close())
  return journal
}

/** A journal on this machine whose disk can be made to fail. */
function breakable(path: string) {
  const database = openDatabase(path, PROJECT)
  const home: JournalHome = new SqliteHome(database, { path })
  const journal = closedAtEnd(Journal.keptIn(home, { place: path, database, manifest: PROJECT }))
  const breakFlush = async () => {
    home.flush = () => Promise.reject(Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }))
  }
  return { journal, breakFlush }
}

/** A job record. */
export function jobRecord(id: string, more: Partial<JobRecord> = {}): JobRecord {
  return {
    id,
    fingerprint: `fingerprint of ${id}`,
    ingredients: { provider: 'tiny', operation: 'text-to-video', request: { prompt: 'a kite' } },
    state: { phase: 'ready', attempt: 1 },
    updatedAt: '2026-01-01T00:00:00.000Z',
    ...more,
  }
}

/** A submission that is written down and not sent yet. */
export function attemptRecord(job: string, more: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    job,
    fingerprint: `fingerprint of ${job}`,
    number: 1,
    key: `key of ${job}`,
    provider: 'tiny',
    operation: 'text-to-video',
    state: 'intended',
    intendedAt: '2026-01-01T00:00:00.000Z',
    ...more,
  }
}

/** A file that was placed. */
export function fileRecord(path: string, more: Partial<FileRecord> = {}): FileRecord {
  return { path, job: path, submission: 'key', state: 'placed', sha256: 'a'.repeat(64), bytes: 1, media: {}, ...more }
}

/** An event of a run with some facts. */
export function eventOf(run: string, facts: Readonly<Record<string, unknown>>, at = '2026-01-01T00:00:00.000Z') {
  return { run, at, ...facts }
}
