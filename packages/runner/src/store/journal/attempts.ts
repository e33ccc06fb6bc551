import type { DatabaseSync } from 'node:sqlite'
import type { Failure } from '../../errors/failure-classes.ts'
import type { AttemptState } from '../../job/status.ts'
import type { AttemptRecord } from './records.ts'
import { optional, type Row, text } from './records.ts'

/** The table of submissions: what was sent, with which key, and what it cost. */
export class Attempts {
  readonly #save
  readonly #ofJob
  readonly #ofFingerprint
  readonly #spent
  readonly #overcharges
  readonly #underKey
  readonly #withTask
  readonly #last
  readonly #lengths
  readonly #find
  readonly #unsettled
  readonly #onSave

  readonly #manifest: string

  /** @param onSave called with every attempt that is saved */
  constructor(database: DatabaseSync, manifest: string, onSave: (attempt: AttemptRecord) => void) {
    this.#manifest = manifest
    this.#onSave = onSave
    this.#save = database.prepare(
      // An update keeps the row in its place; `INSERT OR REPLACE` would move it in the table and in every index.
      `INSERT INTO attempts
         (job, fingerprint, number, key, provider, operation, state, request, task_id, estimated, charged, failure,
          intended_at, sent_at, answered_at, ended_at, result)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (job, fingerprint, number) DO UPDATE SET
         key = excluded.key, provider = excluded.provider, operation = excluded.operation, state = excluded.state,
         request = excluded.request, task_id = excluded.task_id, estimated = excluded.estimated, charged = excluded.charged,
         failure = excluded.failure, intended_at = excluded.intended_at, sent_at = excluded.sent_at,
         answered_at = excluded.answered_at, ended_at = excluded.ended_at, result = excluded.result`,
    )
    this.#ofJob = database.prepare(
      // Attempts have no manifest column: those of a job with the same name in another manifest are left out by that job's fingerprint.
      `SELECT * FROM attempts WHERE job = ?1 AND fingerprint NOT IN (
           SELECT fingerprint FROM jobs WHERE id = ?1 AND manifest <> ?2
           EXCEPT SELECT fingerprint FROM jobs WHERE id = ?1 AND manifest = ?2)
        ORDER BY intended_at, number`,
    )
    this.#ofFingerprint = database.prepare('SELECT * FROM attempts WHERE fingerprint = ? ORDER BY number, intended_at')
    this.#underKey = database.prepare(
      'SELECT * FROM attempts WHERE fingerprint = ? AND key = ? ORDER BY job = ? DESC, number DESC, intended_at DESC LIMIT 1',
    )
    this.#find = database.prepare('SELECT * FROM attempts WHERE job = ? AND fingerprint = ? AND number = ?')
    this.#unsettled = database.prepare(
      `SELECT * FROM attempts WHERE state IN ('sent', 'answered', 'uncertain')
        UNION SELECT attempts.* FROM jobs JOIN attempts ON attempts.job = jobs.id AND attempts.fingerprint = jobs.fingerprint
               WHERE jobs.phase <> 'done' AND attempts.state = 'succeeded'`,
    )
    this.#last = database.prepare('SELECT max(number) AS number FROM attempts WHERE fingerprint = ?')
    this.#withTask = database.prepare(
      'SELECT * FROM attempts WHERE task_id = ? AND provider = ? AND key <> ? ORDER BY intended_at DESC LIMIT 1',
    )
    this.#lengths = database.prepare(
      `SELECT provider, operation, (julianday(ended_at) - julianday(answered_at)) * 86400 AS seconds
         FROM attempts WHERE state = 'succeeded' AND answered_at IS NOT NULL AND ended_at IS NOT NULL ORDER BY seconds`,
    )
    this.#overcharges = database.prepare(
      'SELECT provider, operation, max(charged / estimated) AS factor FROM attempts WHERE charged > estimated AND estimated > 0 GROUP BY provider, operation',
    )
    this.#spent = database.prepare(
      `SELECT job, fingerprint, provider, sum(coalesce(charged, estimated, 0)) AS amount
         FROM attempts WHERE state IN ('sent', 'answered', 'uncertain', 'succeeded')
           OR (state = 'failed' AND coalesce(charged > 0, CASE WHEN json_valid(failure) THEN failure ->> 'billable' END))
        GROUP BY job, fingerprint, provider`,
    )
  }

  /** Saves an attempt. Call it inside `Journal.write`. */
  save(attempt: AttemptRecord): void {
    this.restore(attempt)
    this.#onSave(attempt)
  }

  /** Saves an attempt from the submission log, without calling `onSave`. */
  restore(attempt: AttemptRecord): void {
    this.#save.run(
      attempt.job,
      attempt.fingerprint,
      attempt.number,
      attempt.key,
      attempt.provider,
      attempt.operation,
      attempt.state,
      attempt.request === undefined ? null : JSON.stringify(attempt.request),
      attempt.taskId ?? null,
      attempt.estimated ?? null,
      attempt.charged ?? null,
      attempt.failure === undefined ? null : JSON.stringify(attempt.failure),
      attempt.intendedAt,
      attempt.sentAt ?? null,
      attempt.answeredAt ?? null,
      attempt.endedAt ?? null,
      attempt.result === undefined ? null : JSON.stringify(attempt.result),
    )
  }

  /** The median duration of succeeded tasks in seconds, by `provider/operation`. */
  typicalSeconds(): Map<string, number> {
    const lengths = new Map<string, number[]>()
    for (const row of this.#lengths.all()) {
      const kind = `${text(row, 'provider')}/${text(row, 'operation')}`
      const known = lengths.get(kind)
      if (known === undefined) lengths.set(kind, [Number(row['seconds'])])
      else known.push(Number(row['seconds']))
    }
    return new Map([...lengths].map(([kind, sorted]) => [kind, sorted[Math.floor(sorted.length / 2)] ?? 0]))
  }

  find({ job, fingerprint, number }: Pick<AttemptRecord, 'job' | 'fingerprint' | 'number'>): AttemptRecord | undefined {
    const row = this.#find.get(job, fingerprint, number)
    return row === undefined ? undefined : attemptFromRow(row)
  }

  /** Attempts that are not over, or whose file is not downloaded: paid, or perhaps paid. */
  unsettled(): AttemptRecord[] {
    return this.#unsettled.all().map(attemptFromRow)
  }

  /** All attempts of a job of this manifest, oldest first. */
  ofJob(job: string): AttemptRecord[] {
    return this.#ofJob.all(job, this.#manifest).map(attemptFromRow)
  }

  /** All attempts with a fingerprint, under any job name. Sorted by number, because clocks may be set back. */
  ofFingerprint(fingerprint: string): AttemptRecord[] {
    return this.#ofFingerprint.all(fingerprint).map(attemptFromRow)
  }

  /**
   * The number of the last attempt with this fingerprint; 0 if there is none. Keys depend only on fingerprint and number, so jobs with the
   * same ingredients share the count.
   */
  lastNumber(fingerprint: string): number {
    return Number(this.#last.get(fingerprint)?.['number'] ?? 0)
  }

  /** The submission with a key. Jobs with the same ingredients may share a key; the row of the given job is preferred. */
  underKey(key: string, { id, fingerprint }: { readonly id: string; readonly fingerprint: string }): AttemptRecord | undefined {
    const row = this.#underKey.get(fingerprint, key, id)
    return row === undefined ? undefined : attemptFromRow(row)
  }

  /**
   * The submission that a task belongs to, other than that with `exceptKey`. Needs the provider, because two providers may use the same id.
   */
  ofTask(taskId: string, provider: string, exceptKey = ''): AttemptRecord | undefined {
    const row = this.#withTask.get(taskId, provider, exceptKey)
    return row === undefined ? undefined : attemptFromRow(row)
  }

  /** The highest factor by which a provider has charged more than its price list, by operation. */
  overcharges(): { provider: string; operation: string; factor: number }[] {
    return this.#overcharges
      .all()
      .map((row) => ({ provider: text(row, 'provider'), operation: text(row, 'operation'), factor: Number(row['factor']) }))
  }

  /** Amounts spent, in the providers' units, by job and fingerprint. */
  spent(): { job: string; fingerprint: string; provider: string; amount: number }[] {
    return this.#spent.all().map((row) => ({
      job: text(row, 'job'),
      fingerprint: text(row, 'fingerprint'),
      provider: text(row, 'provider'),
      amount: Number(row['amount']),
    }))
  }
}

function attemptFromRow(row: Row): AttemptRecord {
  return {
    job: text(row, 'job'),
    fingerprint: text(row, 'fingerprint'),
    number: Number(row['number']),
    key: text(row, 'key'),
    provider: text(row, 'provider'),
    operation: text(row, 'operation'),
    state: text(row, 'state') as AttemptState,
    ...optional('request', row['request'], (json) => JSON.parse(json) as Record<string, unknown>),
    ...optional('taskId', row['task_id'], String),
    ...optional('estimated', row['estimated'], Number),
    ...optional('charged', row['charged'], Number),
    ...optional('failure', row['failure'], (json) => JSON.parse(json) as Failure),
    intendedAt: text(row, 'intended_at'),
    ...optional('sentAt', row['sent_at'], String),
    ...optional('answeredAt', row['answered_at'], String),
    ...optional('endedAt', row['ended_at'], String),
    ...optional('result', row['result'], (json) => JSON.parse(json) as NonNullable<AttemptRecord['result']>),
  }
}
