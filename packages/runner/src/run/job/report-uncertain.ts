import { commandLine } from '../../errors/command-line.ts'
import type { Failure } from '../../job/failure.ts'
import type { Candidate, StateOf } from '../../job/job-state.ts'
import { isUnanswered } from '../../job/recover.ts'
import type { JobEnd } from './job-end.ts'
import type { JobRun } from './job-run.ts'
import { type Found, findLostTask, lostSubmission, reachOf, withSeen } from './lost-task.ts'

/** How long the provider may take to list its recent tasks, in milliseconds: what is found is a help, and no more. */
const LOOK_MS = 10_000

/**
 * Says that only the user can know what became of a submission, and what was found that may help.
 *
 * @param inUse what the provider says of a key that it is still at work on: then the next run repeats the submission all the same
 */
export async function reportUncertain(job: JobRun, inUse?: Failure): Promise<JobEnd> {
  const { state, lane, id } = job
  if (!isUnanswered(state)) return { status: 'uncertain' }
  const { found, candidates } = await lookFor(job)
  const { title } = lane.table
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
    ...((found !== undefined || candidates.length > 0) && { candidates: candidates.map(({ taskId }) => taskId) }),
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
  const { attempt, context, lane, start, state } = job
  const signal = AbortSignal.any([context.working, AbortSignal.timeout(LOOK_MS)])
  const isTaken = (taskId: string): boolean => context.journal.attempts.ofTask(taskId, lane.id) !== undefined
  const found = await findLostTask(lane, lostSubmission(start.ingredients, attempt), { isTaken, signal }).catch(() => undefined)
  const seen = 'candidates' in state ? state.candidates : undefined
  const candidates = withSeen(found?.candidates ?? [], seen, isTaken)
  if (isUnanswered(state) && candidates.length > 0) await job.enter({ ...state, candidates })
  return { found, candidates }
}

function hintOf(job: string, [likely]: readonly Candidate[], found: Found | undefined): string {
  const resolve = (...how: string[]) => commandLine(['resolve', job, ...how])
  if (likely?.isSameRequest === true) {
    const when = likely.createdAt === undefined ? '' : `, made ${likely.createdAt}`
    return `Its recent tasks have one from the same request${when}: ${resolve('--task-id', likely.taskId)}`
  }
  const reach = found === undefined ? '' : ` (${reachOf(found.list)})`
  return `Look for the task at the provider${reach}, then: ${resolve('--task-id', 'ID')}. \`${resolve()}\` says what is known of it`
}
