import { defined } from '@shotlist/codegen/defined'
import type { StateOf } from '../../job/job-state.ts'
import type { TaskOwner } from '../provider/provider-session.ts'
import type { JobEnd } from './job-end.ts'
import type { JobRun } from './job-run.ts'
import { reportUncertain } from './report-end.ts'

/**
 * The submission of another request that has the same task already, and is still in flight. Then it is unknown which of the two requests the
 * provider renders.
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
 * The earlier submission of another request with the same task and the same file, so that the downloaded clip belongs to it. A task that the
 * user assigned (`resolve`) is not checked, because it was not accepted in this run.
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

type Accepted = { readonly taskId?: string; readonly charged?: number }

/**
 * Makes a job uncertain if the response to its submission names the task of another job: the clip may belong to either, and the provider may
 * have a second task. The submission counts as paid.
 */
export async function markSharedUncertain(job: JobRun, { taskId = '', charged }: Accepted, other: TaskOwner): Promise<JobEnd> {
  const { session, context, state, id } = job
  if (!('key' in state)) throw new Error(`${id} has a response, but was not sent`)
  const { attempt, key } = state
  const returned = `returned task ${taskId} for ${id}, which it had returned for ${other.job} before`
  const failure = {
    class: 'unknown',
    code: 'task-shared',
    message: `it ${returned}: one of the two has no clip`,
    retryable: false,
  } as const
  await job.markUncertain({
    phase: 'uncertain',
    attempt,
    key,
    failure,
    ...defined({ charged }),
    candidates: [{ taskId, isAnswer: true }],
  })
  job.noteCharge(job.chargeOrPrice)
  job.releaseSlot()
  const message = `${session.id} ${returned}: its clip may belong to either`
  context.emit({ event: 'run.warning', code: 'task-shared', message })
  return reportUncertain(job)
}

/** Warns that two equal submissions have one task. @param owner the other job with the task, by their common key or in this run */
export function warnSharedTask({ state, id, session, context }: JobRun, owner: TaskOwner | undefined): void {
  if (state.phase !== 'rendering') return
  // A provider that honours keys treats two equal submissions as one.
  const other = context.journal.attempts.ofTask(state.taskId, session.id, state.key) ?? (session.isIdempotent ? undefined : owner)
  if (other === undefined) return
  const message = `${session.id} returned task ${state.taskId} for ${id}, which it had returned for ${other.job} before: both get the same clip`
  context.emit({ event: 'run.warning', code: 'task-shared', message })
}
