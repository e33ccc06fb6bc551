import type { EndpointRequest } from '../../requests/incoming.ts'
import { mistake, Refusal } from '../../requests/refusal.ts'
import type { TaskRole } from '../../requests/roles.ts'
import type { Draft } from '../../responses/draft.ts'
import { isInFlight } from '../../tasks/task.ts'
import type { Context } from '../context.ts'
import { handleQuery } from './handle-call.ts'
import { idIn } from './read-tasks.ts'

/**
 * Stops a task: it has failed from now on. Its charge stays.
 * @throws Refusal for a task that is not known or has ended.
 */
export function cancelTask(context: Context, request: EndpointRequest, role: TaskRole<'cancel'>): Draft {
  const id = idIn(context, request, role)
  const task = context.state.tasks.find(id)
  if (task === undefined) throw mistake('not-found', `there is no task ${id.slice(0, 80)}`)
  const nowMs = context.clock.now()
  if (!isInFlight(task, nowMs)) throw new Refusal('invalid-request', 'the task has ended already')
  task.outcome = { state: 'failed', class: 'unknown', message: 'cancelled' }
  task.timeline = { ...task.timeline, endsMs: nowMs }
  return handleQuery(context, request)
}
