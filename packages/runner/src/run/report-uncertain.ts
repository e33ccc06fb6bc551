import type { StateOf } from '../steps/job-state.ts'
import type { JobEnd } from './job-end.ts'
import type { JobRun } from './job-run.ts'
import { type Candidate, findLostTask, lostSubmission } from './lost-task.ts'

/** How long the provider may take to list its recent tasks, in milliseconds: what is found is a help, and no more. */
const LOOK_MS = 10_000

/** Says that only the user can know what became of a submission, and what was found that may help. */
export async function reportUncertain(job: JobRun): Promise<JobEnd> {
  if (job.state.phase !== 'uncertain') return { status: 'uncertain' }
  const candidates = await lookFor(job)
  job.context.emit({
    event: 'job.uncertain',
    job: job.id,
    key: job.state.key,
    message: messageOf(job.lane.table.title, job.state),
    hint: hintOf(job.id, candidates),
    ...(candidates !== undefined && { candidates: candidates.map(({ taskId }) => taskId) }),
  })
  return { status: 'uncertain' }
}

function messageOf(title: string, { taskId, failure }: StateOf<'uncertain'>): string {
  if (taskId !== undefined) return `${title} took the submission as task ${taskId}, may have charged for it, and does not know it any more`
  return `${title} may have taken the submission, and may charge for it: ${failure.message}`
}

async function lookFor(job: JobRun): Promise<Candidate[] | undefined> {
  const { attempt, context, lane, start } = job
  const signal = AbortSignal.any([context.working, AbortSignal.timeout(LOOK_MS)])
  const isTaken = (taskId: string): boolean => context.journal.attempts.ofTask(taskId, lane.id) !== undefined
  return findLostTask(lane, lostSubmission(start.ingredients, attempt), { isTaken, signal }).catch(() => undefined)
}

function hintOf(job: string, candidates: readonly Candidate[] | undefined): string {
  const resubmit = 'or --resubmit to submit again.'
  const [likely] = candidates?.filter(({ isSameRequest }) => isSameRequest) ?? []
  if (likely !== undefined) {
    const when = likely.createdAt === undefined ? '' : `, made ${likely.createdAt}`
    return `Its recent tasks have one from the same request${when}: shotlist resolve '${job}' --task-id ${likely.taskId}, ${resubmit}`
  }
  const look = candidates === undefined ? 'Look for the task at the provider' : `\`shotlist resolve '${job}'\` lists its recent tasks`
  return `${look}, then: shotlist resolve '${job}' --task-id ID, ${resubmit}`
}
