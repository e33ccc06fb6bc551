import type { JobState } from '../../job/job-state.ts'
import { isInFlight } from '../../job/job-state.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { JobRecord } from '../../store/journal/records.ts'
import type { Emit } from '../run-event.ts'
import type { Assessment } from './assessment.ts'

type Manifest = {
  readonly journal: Journal
  readonly records: ReadonlyMap<string, JobRecord>
  readonly assessments: ReadonlyMap<string, Assessment>
  /** Ids of all instances of the manifest, of which the plan may hold a part; undefined where nobody knows them. */
  readonly jobs: ReadonlySet<string> | undefined
  readonly emit: Emit
}

/**
 * Says, once for each, which submissions are paid for, or may be, and waited for by nobody any more: their job was changed, is rendered anew, or
 * is not in the manifest. Their clips can still be had.
 */
export async function warnAbandoned({ journal, records, assessments, jobs, emit }: Manifest): Promise<void> {
  const kept = new Set([...assessments.values()].map((each) => ('state' in each ? keyOf(each.state) : undefined)))
  const left = [...records.values()].flatMap((record) => {
    const key = keyOf(record.state)
    if (key === undefined || kept.has(key) || !isInFlight(record.state) || journal.notices.has(key)) return []
    const why = reasonOf(record, { assessment: assessments.get(record.id), isListed: jobs?.has(record.id) !== false })
    return why === undefined ? [] : [{ key, message: `${record.id} ${submissionText(record)}; ${why}` }]
  })
  for (const { message } of left) emit({ event: 'run.warning', code: 'task-left', message })
  if (left.length === 0) return
  await journal.write(() => {
    for (const { key } of left) journal.notices.add(key)
  })
}

function keyOf(state: JobState): string | undefined {
  return 'key' in state ? state.key : undefined
}

function submissionText({ state, ingredients: { provider } }: JobRecord): string {
  if ('taskId' in state && state.taskId !== undefined) return `was submitted to ${provider} as task ${state.taskId}, which is paid for`
  return `was submitted to ${provider}, which did not answer, and may be paid for`
}

type Place = { readonly assessment: Assessment | undefined; readonly isListed: boolean }

/** Undefined where the job goes on with it, or is not looked at in this run. */
function reasonOf({ fingerprint }: JobRecord, { assessment, isListed }: Place): string | undefined {
  if (!isListed) return 'it is not in the manifest any more: put back as it was, it has that clip'
  if (assessment?.action !== 'submit') return undefined
  if (assessment.fingerprint === fingerprint) return 'it is rendered anew, and nobody waits for that clip any more'
  return `since then: ${assessment.cause}. As it was before, it has that clip`
}
