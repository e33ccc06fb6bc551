import { defined } from '@shotlist/codegen/defined'
import { commandLine } from '../../errors/command-line.ts'
import type { Failure } from '../../errors/failure-classes.ts'
import type { Candidate, StateOf } from '../../job/job-state.ts'
import { isUnsettled } from '../../job/job-state.ts'
import { type Found, findCandidateTasks, listReachText, mergeCandidates, unansweredSubmission } from './candidate-tasks.ts'
import { type JobEnd, StopReason } from './job-end.ts'
import type { JobRun } from './job-run.ts'

/**
 * Reports that a job failed, and stops other submissions if the failure concerns them: a refused API key or an empty account concerns all
 * jobs of the provider.
 *
 * @param resumable whether the next run continues the paid task
 * @param isOld whether it failed in an earlier run and was not tried again; then it stops no other jobs of the provider
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
  return { outcome: 'failed', class: kind }
}

/** Without an API key there is no session to stop. */
const MISSING_KEY = 'missing-key'

/** Stops submissions to the provider after a refusal that concerns all its jobs. */
function stopSession(job: JobRun, { class: kind, message }: Failure): void {
  if (kind !== 'auth' && kind !== 'quota' && kind !== 'moderation') return
  const { session, id } = job
  if (kind === 'auth') session.stop(new StopReason('auth', `${session.id} does not accept the API key`, id))
  if (kind === 'quota') session.stop(new StopReason('quota', `${session.id} has no credits left: ${message}`, id))
  if (kind === 'moderation' && session.countModeration()) {
    session.stop(
      new StopReason('moderation', `the content review of ${session.id} refused as many jobs as stop_after.moderation allows`, id),
    )
  }
}

/** What the user can do if a paid render cannot be fetched. */
export function unavailableRenderHint({ id, isRestoring, state }: JobRun): string {
  const requests = isRestoring ? 'run and each `shotlist pull` request' : 'run requests'
  const again = 'taskId' in state && state.taskId !== undefined ? `Each ${requests} it again; to` : 'To'
  return `It was paid. ${again} render it again, and pay again: ${commandLine(['run', '--force', id])}`
}

/**
 * Reports that a paid render cannot be fetched any more: its task is now failed, or unknown to the provider. The user decides whether to
 * render again, because that is paid again. `pull` reports a failure instead.
 */
export function reportUnavailableRender(job: JobRun, failure: Failure): JobEnd {
  const { context, id, state, session } = job
  const hint = unavailableRenderHint(job)
  if (context.options.pull) return reportFailure(job, { ...failure, hint }, { resumable: true })
  const task = 'taskId' in state ? ` as task ${state.taskId}` : ''
  const message = `${session.table.title} rendered it${task} and charged for it, but it can no longer be fetched: ${failure.message}`
  context.emit({ event: 'job.uncertain', job: id, key: 'key' in state ? state.key : '', message, hint })
  return { outcome: 'uncertain' }
}

/** Time limit for the provider's list of recent tasks, in milliseconds. The list only adds to the report, so it must not delay the end. */
const LIST_TIMEOUT_MS = 10_000

/**
 * Reports that the user must settle a submission, with the tasks that may belong to it.
 *
 * @param inUse the provider's response that it still works on the key; the next run repeats such a submission
 */
export async function reportUncertain(job: JobRun, inUse?: Failure): Promise<JobEnd> {
  const { state, session, id } = job
  if (!isUnsettled(state)) return { outcome: 'uncertain' }
  const { found, candidates } = await searchTask(job)
  const { title } = session.table
  const later = inUse === undefined ? '' : 'The provider may still be processing it: run again later. If that does not help, settle it. '
  job.context.emit({
    event: 'job.uncertain',
    job: id,
    key: state.key,
    message:
      inUse === undefined
        ? messageOf(title, 'failure' in state ? state : {})
        : `${title} does not report the outcome of the submission: ${inUse.message}`,
    hint: `${later}${notFoundText(job)}${startsTask(job) ? hintOf(job, candidates, found) : withoutTaskHint(job)}`,
    ...defined({ candidates: found !== undefined || candidates.length > 0 ? candidates.map(({ taskId }) => taskId) : undefined }),
  })
  return { outcome: 'uncertain' }
}

/** Says that the provider reports no task with the key of the submission, if it was asked for one. */
function notFoundText({ session, instance, state }: JobRun): string {
  const { operations, tasks, title } = session.table
  const asked = tasks[operations[instance.operation]?.starts ?? '']?.lookup !== undefined && !('taskId' in state && state.taskId)
  return asked && 'key' in state ? `${title} reports no task with the id ${state.key}, which does not prove that there is none. ` : ''
}

function messageOf(title: string, { taskId, failure }: Partial<Pick<StateOf<'uncertain'>, 'taskId' | 'failure'>>): string {
  if (taskId !== undefined)
    return `${title} accepted the submission as task ${taskId}, may have charged for it, and no longer knows the task`
  return `${title} may have accepted the submission, and may charge for it${failure === undefined ? '' : `: ${failure.message}`}`
}

type Search = { readonly found: Found | undefined; readonly candidates: readonly Candidate[] }

/** Searches for the task, and saves the candidates, because the provider's list may not have them later. */
async function searchTask(job: JobRun): Promise<Search> {
  const { attempt, context, session, start, state } = job
  const signal = AbortSignal.any([context.workSignal, AbortSignal.timeout(LIST_TIMEOUT_MS)])
  const isTaken = (taskId: string): boolean => context.journal.attempts.ofTask(taskId, session.id) !== undefined
  const found = await findCandidateTasks(session, unansweredSubmission(start.ingredients, attempt), { isTaken, signal }).catch(
    () => undefined,
  )
  const seen = 'candidates' in state ? state.candidates : undefined
  const candidates = mergeCandidates(found?.candidates ?? [], seen, isTaken)
  if (isUnsettled(state) && candidates.length > 0) await job.setState({ ...state, candidates })
  return { found, candidates }
}

function startsTask({ session, instance }: JobRun): boolean {
  return session.table.operations[instance.operation]?.starts !== undefined
}

function withoutTaskHint(job: JobRun): string {
  return `The provider keeps no task of it. Look there at what was charged, then submit it again, which is paid again: ${resolveCommand(job, '--resubmit')}`
}

/** The command that settles a job. */
export function resolveCommand({ id, context }: JobRun, ...how: string[]): string {
  return commandLine(['resolve', id, ...how, ...(context.options.commandOptions ?? [])])
}

function hintOf(job: JobRun, [likely]: readonly Candidate[], found: Found | undefined): string {
  const resolve = (...how: string[]) => resolveCommand(job, ...how)
  if (likely?.isSameRequest === true) {
    const when = likely.createdAt === undefined ? '' : ` at ${likely.createdAt}`
    return `A recent task was made from the same request${when}: ${resolve('--task-id', likely.taskId)}`
  }
  if (likely?.isAnswer === true)
    return `Look at the clip of task ${likely.taskId}. If it belongs to ${job.id}: ${resolve('--task-id', likely.taskId)}. Otherwise, if the provider has no other task for ${job.id}: ${resolve('--resubmit')}, which is paid again`
  const reach = found === undefined ? '' : ` (${listReachText(found.list)})`
  return `Look for the task at the provider${reach}, then: ${resolve('--task-id', 'ID')}. \`${resolve()}\` shows what is known of it`
}

/** Reports that a job failed and is tried again after `delayMs`. */
export function reportRetry({ context, id }: JobRun, { class: kind, code, message }: Failure, delayMs = 0): void {
  context.emit({ event: 'job.retry', job: id, class: kind, code, message, delay_seconds: Math.round(delayMs) / 1000 })
}
