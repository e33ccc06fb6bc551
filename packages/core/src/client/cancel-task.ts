import { ConfigurationError } from '../errors/shotlist-error.ts'
import { buildRead, idOnWire } from '../requests/build-read.ts'
import { ownId } from '../tasks/task-id.ts'
import type { CallOptions } from './client-options.ts'
import { type ClientContext, taskRulesOf } from './context.ts'

/**
 * Asks the provider to stop a task. It is repeated like a read, because a task cannot be stopped twice. Whether the task is charged all the same, the
 * provider decides.
 *
 * @throws ConfigurationError if the document has no `cancel`.
 */
export async function cancelTask(context: ClientContext, kind: string, taskId: string, options: CallOptions = {}): Promise<void> {
  const { table, baseUrl } = context
  const rules = taskRulesOf(context, kind)
  const { cancel } = rules
  if (cancel === undefined) {
    throw new ConfigurationError(`The document of ${table.id} does not say how a task of kind ${kind} is cancelled.`, {
      hint: 'The task continues at the provider. Stop waiting for it with task.abort().',
    })
  }
  const value = idOnWire(ownId(taskId, rules), cancel.idIsInteger)
  const request = buildRead(cancel, { target: cancel.id, value, baseUrl, hosts: table.hosts })
  return context.send(request, { ...options, safety: 'free' }, () => undefined)
}
