import type { EndpointRequest } from '../../requests/incoming.ts'
import { mistake, Refusal } from '../../requests/refusal.ts'
import type { TaskRole } from '../../requests/roles.ts'
import { isBilled } from '../../responses/billed.ts'
import type { Draft } from '../../responses/draft.ts'
import { isInFlight } from '../../tasks/task.ts'
import type { Context } from '../context.ts'
import { handleQuery } from './handle-call.ts'
import { idIn } from './read-tasks.ts'

/**
 * Stops a task: it has failed from now on. Its charge is returned, unless the document says that such a failure is charged.
 * @throws Refusal for a task that is not known or has ended.
 */
export function cancelTask(context: Context, request: EndpointRequest, role: TaskRole<'cancel'>): Draft {
  const id = idIn(context, request, role)
  const task = context.state.tasks.findByCancel(id)
  if (task === undefined) throw mistake('not-found', `there is no task ${id.slice(0, 80)}`)
  const nowMs = context.clock.now()
  if (!isInFlight(task, nowMs)) throw new Refusal('invalid-request', 'the task has ended already')
  const failure = { class: 'unknown', message: 'cancelled' } as const
  const { rules } = role
  task.outcome = { state: 'failed', ...failure, isBilled: isBilled({ rules, errors: context.model.table.errors, failure }) }
  task.timeline = { ...task.timeline, endsMs: nowMs }
  return handleQuery(context, request)
}
