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
  /** Ids of all instances of the manifest. The plan may hold only a part of them. Undefined if they are not known. */
  readonly jobs: ReadonlySet<string> | undefined
  readonly emit: Emit
}

/**
 * Warns once about each submission that is or may be paid for and that no job waits for: its job was changed, is rendered again, or is no
 * longer in the manifest. Its clip can still be fetched.
 */
export async function warnAbandoned({ journal, records, assessments, jobs, emit }: Manifest): Promise<void> {
  const kept = new Set([...assessments.values()].map((each) => ('state' in each ? keyOf(each.state) : undefined)))
  const abandoned = [...records.values()].flatMap((record) => {
    const key = keyOf(record.state)
    if (key === undefined || kept.has(key) || !isInFlight(record.state) || journal.notices.has(key)) return []
    const why = reasonOf(record, { assessment: assessments.get(record.id), isListed: jobs?.has(record.id) !== false })
    return why === undefined ? [] : [{ key, message: `${record.id} ${submissionText(record)}; ${why}` }]
  })
  for (const { message } of abandoned) emit({ event: 'run.warning', code: 'task-left', message })
  if (abandoned.length === 0) return
  await journal.write(() => {
    for (const { key } of abandoned) journal.notices.add(key)
  })
}

function keyOf(state: JobState): string | undefined {
  return 'key' in state ? state.key : undefined
}

function submissionText({ state, ingredients: { provider } }: JobRecord): string {
  if ('taskId' in state && state.taskId !== undefined) return `was submitted to ${provider} as task ${state.taskId}, which is paid for`
  return `was submitted to ${provider} without a response, and may be paid for`
}

type Place = { readonly assessment: Assessment | undefined; readonly isListed: boolean }

/** Undefined if the job continues with it, or is not part of this run. */
function reasonOf({ fingerprint }: JobRecord, { assessment, isListed }: Place): string | undefined {
  if (!isListed) return 'the job is no longer in the manifest: put it back unchanged to use that clip'
  if (assessment?.action !== 'submit') return undefined
  if (assessment.fingerprint === fingerprint) return 'the job is rendered again, and that clip is not used'
  return `the job has changed since (${assessment.cause}): change it back to use that clip`
}
