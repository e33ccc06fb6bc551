import { defined } from '@shotlist/codegen/defined'
import { commandLine } from '../../errors/command-line.ts'
import type { Failure } from '../../errors/failure-classes.ts'
import type { Candidate, StateOf } from '../../job/job-state.ts'
import { isUnanswered } from '../../job/job-state.ts'
import { type JobEnd, StopReason } from './job-end.ts'
import type { JobRun } from './job-run.ts'
import { type Found, findLostTask, listReachText, lostSubmission, mergeCandidates } from './lost-task.ts'

/**
 * Says that a job failed, and draws the consequences for others: a bad key or an empty account concerns all jobs of the provider.
 *
 * @param resumable whether the next run goes on with what was paid for
 * @param isOld it failed in an earlier run, and was not tried again: nobody was refused anything now
 */
export function reportFailure(job: JobRun, failure: Failure, { resumable = false, isOld = false } = {}): JobEnd {
  const { context, id, state } = job
  const { class: kind, code, message, hint } = failure
  context.emit({
    event: 'job.failed',
    job: id,
    class: kind,
    code,
    message,
    ...defined({ hint, task_id: 'taskId' in state && state.taskId !== undefined ? state.taskId : undefined }),
    resumable,
  })
  if (code !== MISSING_KEY && !isOld) stopSession(job, failure)
  if (context.options.failFast) context.stopSubmitting(new StopReason('fail-fast', `${id} failed, and --fail-fast was given`, id))
  return { status: 'failed', class: kind }
}

/** There is no session to stop where there is no key for it. */
const MISSING_KEY = 'missing-key'

/** A refusal may concern all jobs of the provider. */
function stopSession(job: JobRun, { class: kind, message }: Failure): void {
  if (kind !== 'auth' && kind !== 'quota' && kind !== 'moderation') return
  const { session, id } = job
  if (kind === 'auth') session.stop(new StopReason('auth', `${session.id} does not accept the key`, id))
  if (kind === 'quota') session.stop(new StopReason('quota', `${session.id} has no credits left: ${message}`, id))
  if (kind === 'moderation' && session.countModeration()) {
    session.stop(
      new StopReason('moderation', `the content review of ${session.id} refused as many jobs as stop_after.moderation allows`, id),
    )
  }
}

/** What can be done about a render that was paid for and cannot be had. */
export function lostRenderHint({ id, isRestoring }: JobRun): string {
  const pull = isRestoring ? ', and so does `shotlist pull`' : ''
  return `It was paid for. Each run asks for it once more${pull}; to render it anew, and pay again: ${commandLine(['run', '--force', id])}`
}

/**
 * Says that what a task made, and charged for, can no longer be had: it is read as failed, or not known any more. It is never rendered anew
 * unasked, because that is paid for again: the user decides. `pull` only says that it failed.
 */
export function reportLostRender(job: JobRun, failure: Failure): JobEnd {
  const { context, id, state, session } = job
  const hint = lostRenderHint(job)
  if (context.options.pull) return reportFailure(job, { ...failure, hint }, { resumable: true })
  const task = 'taskId' in state ? ` as task ${state.taskId}` : ''
  const message = `${session.table.title} made it${task}, and charged for it; it can no longer be had: ${failure.message}`
  context.emit({ event: 'job.uncertain', job: id, key: 'key' in state ? state.key : '', message, hint })
  return { status: 'uncertain' }
}

/** How long the provider may take to list its recent tasks, in milliseconds: what is found is a help, and no more. */
const LIST_TIMEOUT_MS = 10_000

/**
 * Says that only the user can know what became of a submission, and what was found that may help.
 *
 * @param inUse what the provider says of a key that it is still at work on: then the next run repeats the submission all the same
 */
export async function reportUncertain(job: JobRun, inUse?: Failure): Promise<JobEnd> {
  const { state, session, id } = job
  if (!isUnanswered(state)) return { status: 'uncertain' }
  const { found, candidates } = await lookFor(job)
  const { title } = session.table
  const later = inUse === undefined ? '' : 'It may still be at work on it: run again later. Where that does not help: '
  job.context.emit({
    event: 'job.uncertain',
    job: id,
    key: state.key,
    message:
      inUse === undefined
        ? messageOf(title, 'failure' in state ? state : {})
        : `${title} does not say what became of the submission: ${inUse.message}`,
    hint: `${later}${hintOf(id, candidates, found)}`,
    ...defined({ candidates: found !== undefined || candidates.length > 0 ? candidates.map(({ taskId }) => taskId) : undefined }),
  })
  return { status: 'uncertain' }
}

function messageOf(title: string, { taskId, failure }: Partial<Pick<StateOf<'uncertain'>, 'taskId' | 'failure'>>): string {
  if (taskId !== undefined) return `${title} took the submission as task ${taskId}, may have charged for it, and does not know it any more`
  return `${title} may have taken the submission, and may charge for it${failure === undefined ? '' : `: ${failure.message}`}`
}

type Looked = { readonly found: Found | undefined; readonly candidates: readonly Candidate[] }

/** Looks for the task, and keeps what is seen: forty clips later, the provider's list may not have it. */
async function lookFor(job: JobRun): Promise<Looked> {
  const { attempt, context, session, start, state } = job
  const signal = AbortSignal.any([context.working, AbortSignal.timeout(LIST_TIMEOUT_MS)])
  const isTaken = (taskId: string): boolean => context.journal.attempts.ofTask(taskId, session.id) !== undefined
  const found = await findLostTask(session, lostSubmission(start.ingredients, attempt), { isTaken, signal }).catch(() => undefined)
  const seen = 'candidates' in state ? state.candidates : undefined
  const candidates = mergeCandidates(found?.candidates ?? [], seen, isTaken)
  if (isUnanswered(state) && candidates.length > 0) await job.enter({ ...state, candidates })
  return { found, candidates }
}

function hintOf(job: string, [likely]: readonly Candidate[], found: Found | undefined): string {
  const resolve = (...how: string[]) => commandLine(['resolve', job, ...how])
  if (likely?.isSameRequest === true) {
    const when = likely.createdAt === undefined ? '' : `, made ${likely.createdAt}`
    return `Its recent tasks have one from the same request${when}: ${resolve('--task-id', likely.taskId)}`
  }
  if (likely?.isAnswer === true)
    return `Look at that clip. If it is the one of ${job}: ${resolve('--task-id', likely.taskId)}. If the provider has no other task of it either: ${resolve('--resubmit')}, which is paid for`
  const reach = found === undefined ? '' : ` (${listReachText(found.list)})`
  return `Look for the task at the provider${reach}, then: ${resolve('--task-id', 'ID')}. \`${resolve()}\` says what is known of it`
}

/** Says that a job failed and is tried again, `delayMs` from now. */
export function reportRetry({ context, id }: JobRun, { class: kind, code, message }: Failure, delayMs = 0): void {
  context.emit({ event: 'job.retry', job: id, class: kind, code, message, delay_seconds: Math.round(delayMs) / 1000 })
}
