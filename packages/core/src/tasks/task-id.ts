import type { ResultRule, TaskRules } from '../contract/index.ts'
import { InvalidInputError } from '../errors/invalid-input-error.ts'
import { type EvaluationScope, firstId } from '../expressions/evaluate.ts'

/** The id of a task in the response to its submission. The id of its result follows it after a space, if that response holds one too. */
export function idOfSubmission({ id, result }: TaskRules, response: EvaluationScope): string | undefined {
  const own = firstId(id, response)
  const ofResult = own && firstId(result?.submitted, response)
  return ofResult === undefined ? own : `${own} ${ofResult}`
}

/** The part of a task's id that its reads are sent with. */
export function ownId(taskId: string, { result }: TaskRules): string {
  return result?.submitted === undefined ? taskId : (taskId.split(' ')[0] ?? '')
}

/**
 * The part of a task's id that the request for its result is sent with.
 *
 * @throws InvalidInputError if the id does not have it.
 */
export function resultIdIn(taskId: string, { operationId, submitted }: ResultRule): string {
  const id = submitted === undefined ? taskId : taskId.split(' ')[1]
  if (id !== undefined) return id
  throw new InvalidInputError(operationId, [
    { pointer: '', message: `the task's id, ${taskId}, lacks the id of its result, after a space` },
  ])
}
