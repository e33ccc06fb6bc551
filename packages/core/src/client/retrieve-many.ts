import { AnswerError } from '../errors/answer-error.ts'
import type { TaskSnapshot } from '../tasks/task-snapshot.ts'
import type { CallOptions } from './client-options.ts'
import { type Engine, taskRulesOf } from './engine.ts'
import { readTask } from './read-task.ts'
import { readManyTasks } from './read-tasks.ts'

/** Single reads on their way at once, where the provider has no request for many. */
const atOnce = 5

/** Reads many tasks, with one request for many of them where the provider has it. Tasks it does not know are absent. */
export const retrieveMany = async (
  engine: Engine,
  kind: string,
  taskIds: readonly string[],
  options: CallOptions = {},
): Promise<Map<string, TaskSnapshot>> => {
  if (taskRulesOf(engine, kind).readMany !== undefined) return readManyTasks(engine, kind, taskIds, options)
  const snapshots = new Map<string, TaskSnapshot>()
  const left = [...new Set(taskIds)]
  const readOn = async (): Promise<void> => {
    for (let taskId = left.pop(); taskId !== undefined; taskId = left.pop()) {
      try {
        snapshots.set(taskId, await readTask(engine, kind, taskId, options))
      } catch (error) {
        if (!(error instanceof AnswerError) || error.class !== 'not-found') throw error
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, readOn))
  return snapshots
}
