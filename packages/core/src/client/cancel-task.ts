import { UnexpectedAnswerError } from '../errors/request-errors.ts'
import { ConfigurationError } from '../errors/shotlist-error.ts'
import { firstId } from '../expressions/evaluate.ts'
import { buildRead, idOnWire } from '../requests/build-read.ts'
import type { CancellableTask } from '../tasks/task.ts'
import { ownId } from '../tasks/task-id.ts'
import type { CallOptions } from './client-options.ts'
import { type ClientContext, taskRulesOf } from './context.ts'
import { sendRead } from './read-tasks.ts'

/**
 * Asks the provider to stop a task. It is repeated like a read, because a task cannot be stopped twice. Whether the task is charged all the same, the
 * provider decides. If the document cancels by a value of a response that the given task does not hold, the task is read first.
 *
 * @throws ConfigurationError if the document has no `cancel`, or the task no id.
 * @throws UnexpectedAnswerError if the response to the read does not hold the value.
 */
export async function cancelTask(context: ClientContext, kind: string, task: CancellableTask, options: CallOptions = {}): Promise<void> {
  const { table, baseUrl } = context
  const rules = taskRulesOf(context, kind)
  const { cancel } = rules
  if (cancel === undefined) {
    throw new ConfigurationError(`The document of ${table.id} does not say how a task of kind ${kind} is cancelled.`, {
      hint: 'The task continues at the provider. Stop waiting for it with task.abort().',
    })
  }
  const { taskId, cancelId } = typeof task === 'string' ? { taskId: task } : task
  if (taskId === undefined)
    throw new ConfigurationError('The task has no id yet: its submission got no response.', {
      hint: 'Look for it at the provider, and pass its id.',
    })
  const id =
    cancelId ??
    (cancel.value === undefined ? ownId(taskId, rules) : await readCancelId(context, kind, { taskId, place: cancel.value, options }))
  const request = buildRead(cancel, { target: cancel.id, value: idOnWire(id, cancel.idIsInteger), baseUrl, hosts: table.hosts })
  return context.send(request, { ...options, safety: 'free' }, () => undefined)
}

/** What a task is cancelled by, as its read says. */
function readCancelId(
  context: ClientContext,
  kind: string,
  { taskId, place, options }: { readonly taskId: string; readonly place: readonly string[]; readonly options: CallOptions },
): Promise<string> {
  return sendRead(context, kind, { taskId, options }, (response) => {
    const id = firstId(place, response)
    if (id !== undefined) return id
    throw new UnexpectedAnswerError(response.facts, {
      message: `the response does not say how task ${taskId} is cancelled; if that to its submission does, cancel what \`submit\` returned`,
    })
  })
}
