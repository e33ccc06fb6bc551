import { UnexpectedAnswerError } from '../errors/unexpected-answer-error.ts'
import { missingOutput } from '../expressions/read-outputs.ts'
import { buildRead, idOnWire } from '../requests/build-read.ts'
import { readSnapshot } from '../tasks/read-snapshot.ts'
import type { TaskSnapshot } from '../tasks/task-snapshot.ts'
import type { CallOptions } from './client-options.ts'
import { type Engine, taskRulesOf } from './engine.ts'

export type ReadOptions = CallOptions & {
  /** A success without what the document says every success has is an error. */
  readonly whole?: boolean
}

/**
 * Reads a task once. `kind` is a task kind of the document, or the name of an operation that starts it.
 *
 * @throws UnexpectedAnswerError, with `whole`, for a task that has succeeded without an output that is required.
 */
export const readTask = (engine: Engine, kind: string, taskId: string, { whole, ...options }: ReadOptions = {}): Promise<TaskSnapshot> => {
  const { errors } = engine.table
  const rules = taskRulesOf(engine, kind)
  const { read, outputs } = rules
  const request = buildRead(read, { place: read.id, value: idOnWire(taskId, read.idIsInteger), baseUrl: engine.baseUrl })
  return engine.send(request, { ...options, safety: 'free' }, (scope) => {
    const snapshot = readSnapshot(taskId, { rules, errors, scope })
    const missing = whole === true && snapshot.state === 'succeeded' ? missingOutput(outputs, snapshot.outputs) : undefined
    if (missing === undefined) return snapshot
    throw new UnexpectedAnswerError(scope.facts, { message: `task ${taskId} has succeeded, but without ${missing}` })
  })
}
