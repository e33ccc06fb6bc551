import { ConfigurationError } from '../errors/configuration-error.ts'
import { runTask } from '../tasks/run-task.ts'
import type { SavedTask, Task } from '../tasks/task.ts'
import type { TaskOptions } from './client-options.ts'
import { type Engine, operationOf } from './engine.ts'
import { taskWaiter } from './start.ts'

const parseSaved = (saved: SavedTask | string): Partial<SavedTask> => {
  try {
    const value: unknown = typeof saved === 'string' ? JSON.parse(saved) : saved
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Said below.
  }
  return {}
}

/** Waits for a task that was started before. */
export const resumeTask = (engine: Engine, given: SavedTask | string, options: TaskOptions = {}): Task => {
  const { provider, operation, taskId, key = '', startedAt = 0 } = parseSaved(given)
  const { id, idempotency } = engine.table
  if (provider !== id || operation === undefined) {
    throw new ConfigurationError(`This is not a saved task of ${id}.`, { hint: 'Give what JSON.stringify(task) made.' })
  }
  if (taskId === undefined) {
    throw new ConfigurationError('The task was saved before its submission was answered.', {
      // Where the provider does not honour keys, submitting again might be paid for twice.
      hint: idempotency ? `Submit the same input again with its key, ${key}.` : 'Look for it at the provider before submitting again.',
    })
  }
  operationOf(engine, operation)
  return runTask({
    saved: { provider, operation, taskId, key, startedAt },
    submit: async () => ({ taskId, key }),
    wait: taskWaiter(engine, operation, { ...options, poll: { firstMs: 0, ...options.poll } }),
  })
}
