import { createHash } from 'node:crypto'
import type { DBOSClient } from '@dbos-inc/dbos-sdk'
import { defined } from '@shotlist/codegen/defined'
import type { Failure } from '../errors/failure-classes.ts'
import type { Ingredients } from '../job/fingerprint.ts'
import type { JobState } from '../job/job-state.ts'
import type { JobProgress } from '../job/status.ts'
import { loadShipped } from '../manifest/catalog/shipped.ts'
import type { Budget, JobInstance, PlannedProvider } from '../plan/plan.ts'
import { stateFromJson } from '../store/journal/jobs.ts'
import type { FleetDatabase } from '../store/postgres/fleet-database.ts'
import { originalText, rowId, storedText } from '../store/postgres/shared-tables.ts'
import type { OrderedProvider } from './fleet-plan.ts'
import { clipQueue, FLEET_PROJECT, FLEET_VERSION, fileQueue } from './queues.ts'

/** A clip that a run gives to the fleet: all that a worker needs besides the contents of files, which are in the store. Plain JSON. */
export type ClipOrder = {
  /** Key of the submission that renders it. It is the clip's name in the fleet, so that each render is made once. */
  readonly key: string
  /** What the budget is counted for: one manifest of one project. */
  readonly project: string
  readonly provider: OrderedProvider
  /** The instance. In its request, outputs of other jobs are values, and the path of a file is `<sha256>/<name>`. */
  readonly instance: JobInstance
  readonly attempt: number
  readonly fingerprint: string
  readonly ingredients: Ingredients
  readonly budget: Budget
  readonly allowUnpriced: boolean
  /** A content that the store holds, if it is the store of the process that gives the order. */
  readonly proof: string
  /** Its number among the clips of its run. Clips of several runs take turns in this order. */
  readonly place: number
}

/**
 * How the work on a clip ended. `done`: its file is in the store. `failed`: `failure` says why. `uncertain`: the user settles it. `waiting`: it
 * was not submitted, for the reason in `failure`.
 */
export type ClipEnd = {
  readonly outcome: 'done' | 'failed' | 'uncertain' | 'waiting'
  readonly failure?: Failure
  /** Whether its submission is not settled: the next run that wants the clip lets a worker go on with it. */
  readonly isResumable?: true
}

/** A clip as the database has it now. */
export type ClipView = {
  readonly key: string
  /** Absent: no worker has taken it up. */
  readonly state?: JobState
  /** What its task reports while it renders. */
  readonly progress?: { readonly state: JobProgress; readonly raw?: string; readonly progress?: number }
  /** Absent: a worker works on it, or will. */
  readonly end?: ClipEnd
  /** The operation and the request that were sent, and what that cost, in the provider's unit. */
  readonly operation?: string
  readonly request?: Readonly<Record<string, unknown>>
  readonly charged?: number
}

/** The table of clips, and the queue that hands them to workers. */
export class Clips {
  readonly #database: FleetDatabase
  readonly #queue: DBOSClient
  readonly #documents = new Set<string>()
  readonly #models = new Map<string, PlannedProvider['model']>()
  readonly #queues = new Set<string>()

  constructor(database: FleetDatabase, queue: DBOSClient) {
    this.#database = database
    this.#queue = queue
  }

  /** Keeps a provider's document. Returns its SHA-256 (hex). */
  async keepDocument(model: PlannedProvider['model']): Promise<string> {
    // Not sorted: the order of fields and outputs has a meaning.
    const text = JSON.stringify(model)
    const sha256 = createHash('sha256').update(text).digest('hex')
    if (this.#documents.has(sha256)) return sha256
    await this.#database.query('INSERT INTO shotlist.documents (sha256, model) VALUES ($1, $2) ON CONFLICT DO NOTHING', [sha256, text])
    this.#documents.add(sha256)
    return sha256
  }

  async document(sha256: string): Promise<PlannedProvider['model']> {
    const known = this.#models.get(sha256)
    if (known !== undefined) return known
    const [row] = await this.#database.query('SELECT model FROM shotlist.documents WHERE sha256 = $1', [sha256])
    const text = String(row?.['model'])
    const read = JSON.parse(text) as PlannedProvider['model']
    // A document that ships with this version is trusted with its key.
    const shipped = loadShipped(read.table.id)
    const model = shipped !== undefined && JSON.stringify(shipped) === text ? shipped : read
    this.#models.set(sha256, model)
    return model
  }

  /**
   * Gives a clip to the fleet, unless the fleet has it. A clip whose work ended without a settled submission is taken up again.
   *
   * @param variable with the key of the provider, on the workers
   * @param account that the key belongs to, whose queue the clip waits in
   * @returns the account whose queue it waits in; undefined if it waits for nothing
   */
  async offer(
    order: ClipOrder,
    { variable, account }: { readonly variable: string; readonly account: string },
  ): Promise<string | undefined> {
    const { key, project, instance, fingerprint, attempt } = order
    const [row] = await this.#database.query(
      `INSERT INTO shotlist.clips AS known (key, project, job, variable, account, document, clip_order, job_row, attempt_row)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (key) DO UPDATE SET
         round = known.round + CASE WHEN known.is_resumable THEN 1 ELSE 0 END,
         ended = CASE WHEN known.is_resumable THEN NULL ELSE known.ended END,
         is_resumable = false,
         clip_order = CASE WHEN known.is_resumable THEN excluded.clip_order ELSE known.clip_order END
       RETURNING round, account, ended`,
      [
        key,
        project,
        instance.id,
        variable,
        account,
        order.provider.document,
        JSON.stringify(order),
        rowId('jobs', { manifest: FLEET_PROJECT, id: key }),
        rowId('attempts', { job: key, fingerprint, number: attempt }),
      ],
    )
    if (row?.['ended'] !== null) return undefined
    // An earlier run may have chosen another account: a clip keeps the one whose queue it is in.
    const kept = String(row['account'])
    const queueName = clipQueue(variable, kept)
    if (!this.#queues.has(queueName)) {
      await this.#queue.registerQueue(queueName, {
        globalConcurrency: order.provider.concurrency,
        minPollingIntervalMs: 200,
        onConflict: 'always_update',
      })
      this.#queues.add(queueName)
    }
    await this.#enqueue(key, { queueName, round: Number(row['round']), priority: order.place })
    return kept
  }

  /** Lets a worker go on with a clip whose work ended without a settled submission. */
  async takeUp(key: string): Promise<void> {
    const [row] = await this.#database.query(
      `UPDATE shotlist.clips SET round = round + 1, ended = NULL, is_resumable = false WHERE key = $1 AND is_resumable
        RETURNING round, variable, account`,
      [key],
    )
    if (row === undefined) return
    // Its task may be in flight: it goes before the clips that are not submitted.
    await this.#enqueue(key, {
      queueName: clipQueue(String(row['variable']), String(row['account'])),
      round: Number(row['round']),
      priority: 0,
    })
  }

  async #enqueue(
    key: string,
    { queueName, round, priority }: { readonly queueName: string; readonly round: number; readonly priority: number },
  ): Promise<void> {
    await this.#queue.enqueue({ queueName, workflowName: 'clip', workflowID: `${key}.${round}`, appVersion: FLEET_VERSION, priority }, key)
  }

  async order(key: string): Promise<ClipOrder> {
    const [row] = await this.#database.query('SELECT clip_order FROM shotlist.clips WHERE key = $1', [key])
    return JSON.parse(String(row?.['clip_order'])) as ClipOrder
  }

  /** The clips with these keys, as far as the fleet has them. */
  async views(keys: readonly string[]): Promise<Map<string, ClipView>> {
    const rows = await this.#database.query(
      `SELECT clips.key, clips.progress, clips.ended, jobs.state, attempts.operation, attempts.request, attempts.charged
       FROM shotlist.clips
       LEFT JOIN shotlist.jobs ON jobs.row_id = clips.job_row
       LEFT JOIN shotlist.attempts ON attempts.row_id = clips.attempt_row
       WHERE clips.key = ANY ($1)`,
      [keys],
    )
    return new Map(rows.map((row) => [String(row['key']), viewOf(row)]))
  }

  /**
   * The key of the clip that a task belongs to; undefined if the fleet did not submit it.
   *
   * @param variable that holds the key of the provider
   */
  async keyOfTask(variable: string, taskId: string): Promise<string | undefined> {
    const [row] = await this.#database.query(
      `SELECT clips.key FROM shotlist.attempts JOIN shotlist.clips ON clips.key = attempts.job
       WHERE attempts.task_id = $2 AND clips.variable = $1 LIMIT 1`,
      [variable, storedText(taskId)],
    )
    return row && String(row['key'])
  }

  /** Hands a clip whose task has ended to the workers that fetch the files of its account. */
  async fetchLater(key: string, clipWorkflow: string): Promise<void> {
    const [row] = await this.#database.query('SELECT variable, account FROM shotlist.clips WHERE key = $1', [key])
    const queueName = fileQueue(String(row?.['variable']), String(row?.['account']))
    const workflowID = `${clipWorkflow}.file`
    await this.#queue.enqueue({ queueName, workflowName: 'file', workflowID, appVersion: FLEET_VERSION }, key)
  }

  /** Notes what a task reports while it renders. */
  async noteProgress(key: string, progress: ClipView['progress']): Promise<void> {
    await this.#database.query('UPDATE shotlist.clips SET progress = $2 WHERE key = $1', [key, JSON.stringify(progress)])
  }
}

function viewOf(row: Readonly<Record<string, unknown>>): ClipView {
  const json = <T>(column: string): T | undefined =>
    row[column] === null ? undefined : (JSON.parse(originalText(String(row[column]))) as T)
  return {
    key: String(row['key']),
    ...defined({
      state: stateFromRow(row),
      progress: json<NonNullable<ClipView['progress']>>('progress'),
      end: json<ClipEnd>('ended'),
      operation: row['operation'] === null ? undefined : String(row['operation']),
      request: json<NonNullable<ClipView['request']>>('request'),
      charged: row['charged'] === null ? undefined : Number(row['charged']),
    }),
  }
}

/** The state of a clip, from a row of its job; undefined if no worker has taken it up. */
export function stateFromRow({ state }: Readonly<Record<string, unknown>>): JobState | undefined {
  return state === null || state === undefined ? undefined : stateFromJson(originalText(String(state)))
}
