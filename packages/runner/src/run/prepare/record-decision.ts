import type { JobState, Unsettled } from '../../job/job-state.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { AttemptRecord, JobRecord } from '../../store/journal/records.ts'

/** The user's decision about an uncertain submission: which task it started, or that it is submitted again. */
export type Decision = { readonly taskId: string } | 'resubmit'

/** A job whose submission is not settled. */
export type UnsettledJob = JobRecord & { readonly state: Unsettled }

/**
 * Records a decision.
 *
 * @param again the state of a job that is submitted again; default: ready for its next attempt
 */
export async function recordDecision(
  journal: Journal,
  record: UnsettledJob,
  { decision, again }: { readonly decision: Decision; readonly again?: JobState },
): Promise<void> {
  const { attempt, key } = record.state
  const submission = journal.attempts.underKey(key, record)
  const now = new Date().toISOString()
  const next: JobState =
    decision === 'resubmit'
      ? (again ?? { phase: 'ready', attempt: attempt + 1 })
      : { phase: 'rendering', attempt, key, taskId: decision.taskId }
  const outcome: Partial<AttemptRecord> =
    decision === 'resubmit' ? { state: 'refused', endedAt: now } : { state: 'answered', taskId: decision.taskId, answeredAt: now }
  await journal.write(() => {
    journal.jobs.save({ ...record, state: next, updatedAt: now })
    // A submission whose task is known was accepted and is paid for, even if it is submitted again.
    const isPaid = decision === 'resubmit' && submission?.taskId !== undefined
    if (submission !== undefined && !isPaid) journal.attempts.save({ ...submission, ...outcome })
  })
}

/** The job that another submission belongs to which has this task; undefined if there is none, or if responses named the task for both. */
export function ownerOfTask(journal: Journal, { state, ingredients }: UnsettledJob, taskId: string): string | undefined {
  const answers = 'candidates' in state ? (state.candidates ?? []).filter(({ isAnswer }) => isAnswer) : []
  if (answers.some((answer) => answer.taskId === taskId)) return undefined
  return journal.attempts.ofTask(taskId, ingredients.provider, state.key)?.job
}
