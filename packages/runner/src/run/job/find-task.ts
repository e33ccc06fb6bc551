import { defined } from '@shotlist/codegen/defined'
import { retryDelay } from '../provider/delays.ts'
import type { JobRun } from './job-run.ts'
import { emitSubmitted } from './submit-response.ts'

/** A provider may list a task only some seconds after it accepted the submission. */
const TRIES = 3

/**
 * Looks for the task of an uncertain submission by the key that was sent with it. Returns whether it was found; the job then continues with
 * it. A task that is not found may exist all the same, so the job stays uncertain.
 *
 * @throws {StopReason} if the run stops
 */
export async function findTask(job: JobRun): Promise<boolean> {
  const { state, session, context, instance } = job
  const kind = session.table.operations[instance.operation]?.starts
  if (state.phase !== 'uncertain' || state.taskId !== undefined || kind === undefined) return false
  if (session.table.tasks[kind]?.lookup === undefined) return false
  for (let nth = 0; nth < TRIES; nth += 1) {
    if (nth > 0)
      await context.clock.sleep(retryDelay(nth, { random: context.random(), baseMs: context.options.retryBaseMs }), context.workSignal)
    await session.requests.acquire(context.workSignal)
    const taskId = await session.client.lookUp(kind, state.key, { signal: context.workSignal }).catch(() => undefined)
    if (taskId === undefined) continue
    const owner = context.journal.attempts.ofTask(taskId, session.id)
    if (owner !== undefined && owner.key !== state.key) return false
    const { attempt, key, forced } = state
    await job.setState(
      { phase: 'rendering', attempt, key, taskId, ...defined({ forced }) },
      { state: 'answered', taskId, answeredAt: new Date().toISOString() },
    )
    emitSubmitted(job)
    return true
  }
  return false
}
