import { defined } from '@shotlist/codegen/defined'
import type { StateOf } from '../../job/job-state.ts'
import type { TaskOwner } from '../provider/provider-session.ts'
import type { JobEnd } from './job-end.ts'
import type { JobRun } from './job-run.ts'
import { reportUncertain } from './report-end.ts'

/**
 * The submission that a task was given to before, by this run or an earlier one, where it asked for something else and was not over yet: then
 * nobody can tell which of the two the provider renders.
 *
 * @param claimed the job of this run that has the task
 */
export function otherOwner(
  { session, context, start, state }: JobRun,
  taskId: string,
  claimed: TaskOwner | undefined,
): TaskOwner | undefined {
  const key = 'key' in state ? state.key : ''
  const recorded = context.journal.attempts.ofTask(taskId, session.id, key)
  const owner = claimed ?? (recorded?.state === 'answered' ? recorded : undefined)
  return owner?.fingerprint === start.fingerprint ? undefined : owner
}

/**
 * The earlier submission that a downloaded clip was rendered for: it has the same task and the same bytes, and asked for something else. A task of
 * which the user says that it is the job's own (`resolve`) was not accepted in this run, and is taken as it is.
 */
export function earlierOwner(
  { session, context, start, acceptedAtMs }: JobRun,
  state: StateOf<'fetching'>,
  sha256: string,
): TaskOwner | undefined {
  if (state.taskId === undefined || acceptedAtMs === undefined) return undefined
  const before = context.journal.attempts.ofTask(state.taskId, session.id, state.key)
  return before?.result?.file?.sha256 === sha256 && before.fingerprint !== start.fingerprint ? before : undefined
}

type Answer = { readonly taskId?: string; readonly charged?: number }

/**
 * Leaves a job to the user that was answered with the task of another: the clip of that task may be the other's, and its own may be lost or still to
 * come. It counts as paid.
 */
export async function markSharedUncertain(job: JobRun, { taskId = '', charged }: Answer, other: TaskOwner): Promise<JobEnd> {
  const { session, context, state, id } = job
  if (!('key' in state)) throw new Error(`${id} was answered before it was sent`)
  const { attempt, key } = state
  const answered = `answered ${id} with task ${taskId}, which it gave ${other.job} before`
  const failure = { class: 'unknown', code: 'task-shared', message: `it ${answered}: one of them has no clip`, retryable: false } as const
  await job.markUncertain({
    phase: 'uncertain',
    attempt,
    key,
    failure,
    ...defined({ charged }),
    candidates: [{ taskId, isAnswer: true }],
  })
  job.noteCharge(job.paid)
  job.releaseSlot()
  const message = `${session.id} ${answered}: the clip of ${other.job} may be the one of ${id}`
  context.emit({ event: 'run.warning', code: 'task-shared', message })
  return reportUncertain(job)
}

/** Says that two submissions have one task, where they ask for the same. @param owner the job that has it, by the key of both or by this run */
export function warnSharedTask({ state, id, session, context }: JobRun, owner: TaskOwner | undefined): void {
  if (state.phase !== 'rendering') return
  // Under a key that the provider honours, two equal submissions are one.
  const other = context.journal.attempts.ofTask(state.taskId, session.id, state.key) ?? (session.isIdempotent ? undefined : owner)
  if (other === undefined) return
  const message = `${session.id} answered ${id} with task ${state.taskId}, which it gave ${other.job} before: they have one clip between them`
  context.emit({ event: 'run.warning', code: 'task-shared', message })
}
