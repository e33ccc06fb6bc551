import { existsSync } from 'node:fs'
import { JournalDamagedError } from '../errors/state-errors.ts'
import { isUnsettled, type JobState } from '../job/job-state.ts'
import { type Decision, ownerOfTask, recordDecision, type UnsettledJob } from '../run/prepare/record-decision.ts'
import { holdState } from '../store/journal/holder.ts'
import { Journal } from '../store/journal/journal.ts'
import type { AttemptRecord } from '../store/journal/records.ts'
import type { FleetDatabase } from '../store/postgres/fleet-database.ts'
import { openFleetJournal } from '../store/postgres/fleet-journal.ts'
import { FleetWorker } from '../store/postgres/fleet-worker.ts'
import type { StateFolder } from '../store/state-folder.ts'
import type { ClipEnd, Clips, ClipView } from './clips.ts'
import { FLEET_PROJECT, FLEET_VERSION } from './queues.ts'

/** A clip whose submission is not settled, as the fleet records it. */
export type UnsettledClip = {
  readonly job: string
  readonly key: string
  readonly record: UnsettledJob
  readonly attempt: AttemptRecord | undefined
  /** Whether a worker works on it, or will. */
  readonly isInHand: boolean
}

/** The unsettled clips of a project, and those with one of the keys, in the order of their jobs. @throws {FleetDatabaseError} */
export async function unsettledClips(
  database: FleetDatabase,
  { project, keys = [] }: { readonly project: string; readonly keys?: readonly string[] },
): Promise<UnsettledClip[]> {
  const rows = await database.query(
    `SELECT key, job, ended IS NULL AS is_in_hand FROM shotlist.clips JOIN shotlist.jobs ON jobs.row_id = clips.job_row
     WHERE (project = $1 OR key = ANY ($2)) AND phase IN ('sent', 'uncertain', 'failed') ORDER BY job, ordered_at DESC`,
    [project, keys],
  )
  const { journal, load } = openFleetJournal(database, { project: FLEET_PROJECT })
  try {
    await load({ jobs: rows.map((row) => String(row['key'])) })
    return rows.flatMap((row) => {
      const [key, job] = [String(row['key']), String(row['job'])]
      const record = journal.jobs.get(key)
      if (record === undefined || !isUnsettled(record.state)) return []
      const attempt = journal.attempts.underKey(record.state.key, record)
      return [{ job, key, record: record as UnsettledJob, attempt, isInHand: row['is_in_hand'] === true }]
    })
  } finally {
    journal.close()
  }
}

/** Those of some keys that the fleet has a clip of. @throws {FleetDatabaseError} */
export async function keysInFleet(database: FleetDatabase, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await database.query('SELECT key FROM shotlist.clips WHERE key = ANY ($1)', [keys])
  return new Set(rows.map(({ key }) => String(key)))
}

/** What came of a decision. `in-hand`: a worker has taken the clip up; `settled`: it was settled meanwhile. */
export type Settled = 'done' | 'in-hand' | 'settled' | { readonly owner: string }

/**
 * Records the user's decision about a clip: the next run that orders it lets a worker go on with the task, or submits it under another key.
 *
 * @throws {FleetDatabaseError | FencedError}
 */
export async function settleClip(database: FleetDatabase, key: string, decision: Decision): Promise<Settled> {
  const worker = await FleetWorker.register(database, { version: FLEET_VERSION })
  const { journal, load } = openFleetJournal(database, { project: FLEET_PROJECT, worker })
  try {
    // Who takes the clip up changes this row first, so it waits until the decision is recorded.
    return await database.transaction('BEGIN', async (ask) => {
      const [row] = await ask('SELECT ended FROM shotlist.clips WHERE key = $1 FOR UPDATE', [key])
      if (row === undefined || row['ended'] === null) return 'in-hand'
      await load({ jobs: [key], keys: [key], tasks: decision === 'resubmit' ? [] : [decision.taskId] })
      const record = journal.jobs.get(key)
      if (record === undefined || !isUnsettled(record.state)) return 'settled'
      const unsettled = record as UnsettledJob
      const owner = decision === 'resubmit' ? undefined : ownerOfTask(journal, unsettled, decision.taskId)
      if (owner !== undefined) return { owner }
      const { attempt } = unsettled.state
      await recordDecision(journal, unsettled, { decision, again: { phase: 'failed', attempt, key, failure: RESUBMITTED } })
      const end: ClipEnd = decision === 'resubmit' ? { outcome: 'failed', failure: RESUBMITTED } : { outcome: 'waiting', isResumable: true }
      await ask('UPDATE shotlist.clips SET ended = $2, is_resumable = $3 WHERE key = $1', [
        key,
        JSON.stringify(end),
        end.isResumable === true,
      ])
      const isPaid = journal.attempts.underKey(key, unsettled)?.taskId !== undefined
      if (decision === 'resubmit' && !isPaid) await ask('DELETE FROM shotlist.reservations WHERE key = $1', [key])
      return 'done'
    })
  } finally {
    journal.close()
    await worker.leave()
  }
}

/** A clip that the user has submitted again. Retried by a run that does not know it, so that it comes to the same next key. */
const RESUBMITTED = {
  class: 'unknown',
  code: 'resubmitted',
  message: 'its outcome was not known, and the user has it submitted again',
  retryable: true,
} as const

/**
 * Records in the journal of this machine what was decided elsewhere about its uncertain submissions. A journal that is damaged is left to the
 * run, which makes a new one.
 *
 * @throws {StateHeldError | FleetDatabaseError}
 */
export async function takeDecisions(
  clips: Clips,
  { state, manifestPath }: { readonly state: StateFolder; readonly manifestPath: string },
): Promise<void> {
  if (!existsSync(state.journal)) return
  const holder = holdState(state.path, 'run')
  try {
    const journal = Journal.openComplete(state.journal, manifestPath)
    try {
      const uncertain = [...journal.jobs.all().values()].filter((record): record is UnsettledJob => record.state.phase === 'uncertain')
      if (uncertain.length === 0) return
      const views = await clips.views(uncertain.map(({ state: { key } }) => key))
      for (const record of uncertain) {
        const decision = decisionIn(views.get(record.state.key))
        if (decision !== undefined) await recordDecision(journal, record, { decision })
      }
    } finally {
      journal.close()
    }
  } catch (error) {
    if (!(error instanceof JournalDamagedError)) throw error
  } finally {
    holder.release()
  }
}

function decisionIn(view: ClipView | undefined): Decision | undefined {
  const state: JobState | undefined = view?.state
  if (state === undefined || isUnsettled(state)) return undefined
  if (state.phase === 'failed' && state.failure.code === RESUBMITTED.code) return 'resubmit'
  return 'taskId' in state && state.taskId !== undefined ? { taskId: state.taskId } : undefined
}
