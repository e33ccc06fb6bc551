import { defined } from '@shotlist/codegen/defined'
import type { Failure } from '../errors/failure-classes.ts'
import type { JobState } from '../job/job-state.ts'
import type { Status } from '../job/status.ts'
import type { Budget } from '../plan/plan.ts'
import type { FleetDatabase } from '../store/postgres/fleet-database.ts'
import { originalText } from '../store/postgres/shared-tables.ts'
import { type ClipEnd, type ClipOrder, stateFromRow } from './clips.ts'
import { CAMPAIGN_QUEUE, clipQueue } from './queues.ts'

/** A process that works for a fleet. */
export type WorkerStatus = {
  readonly id: string
  readonly host: string
  readonly pid: number
  readonly version: string
  /** ISO times of the database's clock, and seconds since it was heard of. */
  readonly since: string
  readonly seen: string
  readonly silentSeconds: number
  /** Whether the fleet took it for dead. */
  readonly isFenced: boolean
  /** Clips and runs that it works on. */
  readonly clips: number
  readonly runs: number
}

/** An account of a provider, which all workers with its key share. */
export type AccountStatus = {
  /** The variable that holds the key, and a hash that names the account. */
  readonly variable: string
  readonly account: string
  readonly workers: number
  /** Most tasks at the same time. Absent: no clip was ordered from it yet. */
  readonly limit?: number
  readonly inFlight: number
  readonly waiting: number
}

/** The last clip of a job. `waiting`: it is not submitted yet. */
export type ClipStatus = {
  readonly job: string
  readonly key: string
  readonly state: Exclude<Status, 'ready' | 'intended'> | 'waiting'
  /** Why it failed, is uncertain, or is not submitted. */
  readonly failure?: Failure
}

/** What is spent or reserved, in the provider's unit and in dollars. */
export type Amount = {
  readonly provider: string
  readonly credits: number
  readonly usd: number
  /** Clips without a known price. */
  readonly unpriced: number
}

export type ProjectStatus = {
  readonly project: string
  readonly clips: readonly ClipStatus[]
  /** Runs that go on on workers. `worker`: absent while one waits for a worker. */
  readonly runs: readonly { readonly id: string; readonly since: string; readonly worker?: string }[]
  readonly budget: Budget
  /** For clips that have ended, and for those that have not. */
  readonly spent: readonly Amount[]
  readonly reserved: readonly Amount[]
}

export type FleetStatus = {
  readonly workers: readonly WorkerStatus[]
  readonly accounts: readonly AccountStatus[]
  readonly projects: readonly ProjectStatus[]
}

/**
 * Reads what a fleet does now. Changes nothing.
 *
 * @param project only this one; absent: all
 * @throws {FleetDatabaseError}
 */
export async function fleetStatus(database: FleetDatabase, project?: string): Promise<FleetStatus> {
  const [{ exists } = {}] = await database.query("SELECT to_regclass('dbos.workflow_status') IS NOT NULL AS exists")
  // No worker has ever run, and nothing was ordered.
  if (exists !== true) return { workers: [], accounts: [], projects: [] }
  const [workers, accounts, projects] = await Promise.all([workersOf(database), accountsOf(database), projectsOf(database, project)])
  return { workers, accounts, projects }
}

async function workersOf(database: FleetDatabase): Promise<WorkerStatus[]> {
  const rows = await database.query(
    `SELECT workers.*, extract(epoch FROM now() - seen_at) AS silent, coalesce(clips, 0) AS clips, coalesce(runs, 0) AS runs
     FROM shotlist.workers
     LEFT JOIN (
       SELECT executor_id, count(*) FILTER (WHERE queue_name <> $1) AS clips, count(*) FILTER (WHERE queue_name = $1) AS runs
       FROM dbos.workflow_status WHERE status = 'PENDING' GROUP BY executor_id) AS works ON works.executor_id = workers.id
     ORDER BY host, started_at, id`,
    [CAMPAIGN_QUEUE],
  )
  return rows.map((row) => ({
    id: String(row['id']),
    host: String(row['host']),
    pid: Number(row['pid']),
    version: String(row['version']).replace(/^shotlist /, ''),
    since: isoTime(row['started_at']),
    seen: isoTime(row['seen_at']),
    silentSeconds: Math.max(0, Number(row['silent'])),
    isFenced: row['fenced'] === true,
    clips: Number(row['clips']),
    runs: Number(row['runs']),
  }))
}

async function accountsOf(database: FleetDatabase): Promise<AccountStatus[]> {
  const held = await database.query(
    `SELECT variable, account, count(*) AS workers FROM shotlist.accounts JOIN shotlist.workers ON workers.id = accounts.worker AND NOT fenced
     GROUP BY variable, account`,
  )
  const queues = await database.query(
    `SELECT clips.variable, clips.account, max(queues.concurrency) AS concurrency,
       (SELECT count(*) FROM dbos.workflow_status WHERE queue_name = queues.name AND status = 'PENDING') AS in_flight,
       (SELECT count(*) FROM dbos.workflow_status WHERE queue_name = queues.name AND status = 'ENQUEUED') AS waiting
     FROM (SELECT DISTINCT variable, account FROM shotlist.clips) AS clips
     JOIN dbos.queues ON queues.name = 'clips/' || clips.variable || '/' || clips.account
     GROUP BY clips.variable, clips.account, queues.name`,
  )
  const workers = new Map(held.map((row) => [nameOf(row), Number(row['workers'])]))
  const used = new Map(queues.map((row) => [nameOf(row), row]))
  const all = new Map([...held, ...queues].map((row) => [nameOf(row), row]))
  return [...all]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, row]) => accountOf(row, { workers: workers.get(name) ?? 0, queue: used.get(name) ?? {} }))
}

type Row = Readonly<Record<string, unknown>>

function nameOf({ variable, account }: Row): string {
  return clipQueue(String(variable), String(account))
}

function accountOf({ variable, account }: Row, { workers, queue }: { readonly workers: number; readonly queue: Row }): AccountStatus {
  const { concurrency, in_flight: inFlight = 0, waiting = 0 } = queue
  const limit = concurrency === undefined || concurrency === null ? undefined : Number(concurrency)
  const name = { variable: String(variable), account: String(account) }
  return { ...name, workers, ...defined({ limit }), inFlight: Number(inFlight), waiting: Number(waiting) }
}

async function projectsOf(database: FleetDatabase, project: string | undefined): Promise<ProjectStatus[]> {
  const only = [project ?? null]
  const [clips, runs, amounts, orders] = await Promise.all([
    database.query(
      `SELECT * FROM (
         SELECT DISTINCT ON (project, job) project, job, key, ended, job_row, ordered_at FROM shotlist.clips
         WHERE $1::text IS NULL OR project = $1 ORDER BY project, job, ordered_at DESC) AS clips
       LEFT JOIN (SELECT row_id, state FROM shotlist.jobs) AS jobs ON jobs.row_id = clips.job_row ORDER BY ordered_at, job`,
      only,
    ),
    database.query(
      `SELECT campaigns.id, project, campaigns.started_at, CASE WHEN status = 'PENDING' THEN executor_id END AS worker
       FROM shotlist.campaigns LEFT JOIN dbos.workflow_status
         ON workflow_uuid = 'campaign.' || campaigns.id AND queue_name = $2
       WHERE ended_at IS NULL AND ($1::text IS NULL OR project = $1) ORDER BY campaigns.started_at`,
      [...only, CAMPAIGN_QUEUE],
    ),
    database.query(
      `SELECT reservations.project, provider, ended IS NOT NULL AS is_spent, sum(credits) AS credits, sum(usd) AS usd,
         count(*) FILTER (WHERE credits IS NULL AND usd IS NULL) AS unpriced
       FROM shotlist.reservations LEFT JOIN shotlist.clips USING (key)
       WHERE $1::text IS NULL OR reservations.project = $1 GROUP BY 1, 2, 3 ORDER BY 1, 2`,
      only,
    ),
    database.query(
      `SELECT DISTINCT ON (project) project, clip_order FROM shotlist.clips
       WHERE $1::text IS NULL OR project = $1 ORDER BY project, ordered_at DESC`,
      only,
    ),
  ])
  const names = [...new Set([...clips, ...runs, ...amounts].map((row) => String(row['project'])))].toSorted()
  const own = (rows: typeof clips, name: string) => rows.filter((row) => row['project'] === name)
  return names.map((name) => ({
    project: name,
    clips: own(clips, name).map(clipOf),
    runs: own(runs, name).map(runOf),
    budget: budgetOf(own(orders, name)[0]),
    spent: own(amounts, name)
      .filter((row) => row['is_spent'] === true)
      .map(amountOf),
    reserved: own(amounts, name)
      .filter((row) => row['is_spent'] !== true)
      .map(amountOf),
  }))
}

function runOf({ id, started_at: since, worker }: Row): ProjectStatus['runs'][number] {
  return { id: String(id), since: isoTime(since), ...defined({ worker: (worker as string | null) ?? undefined }) }
}

function clipOf(row: Row): ClipStatus {
  const state = stateFromRow(row)
  const end = row['ended'] === null ? undefined : (JSON.parse(originalText(String(row['ended']))) as ClipEnd)
  return { job: String(row['job']), key: String(row['key']), state: statusOf(state, end), ...defined({ failure: failureOf(state, end) }) }
}

/** The outcome of a clip that has ended; otherwise what its submission is doing. */
function statusOf(state: JobState | undefined, end: ClipEnd | undefined): ClipStatus['state'] {
  if (end !== undefined && end.outcome !== 'waiting') return end.outcome
  if (state === undefined || state.phase === 'ready' || state.phase === 'intended') return 'waiting'
  return state.phase
}

function failureOf(state: JobState | undefined, end: ClipEnd | undefined): Failure | undefined {
  return end?.failure ?? (end !== undefined && state !== undefined && 'failure' in state ? state.failure : undefined)
}

function amountOf(row: Row): Amount {
  const { provider, credits, usd, unpriced } = row
  return { provider: String(provider), credits: Number(credits ?? 0), usd: Number(usd ?? 0), unpriced: Number(unpriced) }
}

/** The caps of the manifest, as the last clip was ordered under them. */
function budgetOf(row: Row | undefined): Budget {
  return row === undefined ? {} : (JSON.parse(String(row['clip_order'])) as ClipOrder).budget
}

function isoTime(value: unknown): string {
  return (value instanceof Date ? value : new Date(String(value))).toISOString()
}
