import { UnexpectedAnswerError } from '../errors/unexpected-answer-error.ts'
import { firstId, firstNumber } from '../expressions/evaluate.ts'
import { isMasked } from '../http/mask.ts'
import { buildRequest } from '../requests/build-request.ts'
import { submissionKey } from '../requests/submission-key.ts'
import type { Submission } from '../tasks/submission.ts'
import type { SubmitOptions } from './client-options.ts'
import { type Engine, type EngineOperation, taskRulesOf } from './engine.ts'
import type { Input } from './provider-client.ts'
import { readyInput } from './ready-input.ts'

/** The one request that starts a task. */
export const submitTask = async (
  engine: Engine,
  operation: EngineOperation,
  input: Input,
  options: SubmitOptions = {},
): Promise<Submission> => {
  const { name } = operation
  const rules = taskRulesOf(engine, name)
  const request = buildRequest(operation, await readyInput(engine, operation, input), engine)
  const key = submissionKey(options.key)
  return engine.send(request, { ...options, safety: engine.paid, key }, (answer) => {
    const taskId = firstId(rules.id, answer)
    if (taskId === undefined) throw new UnexpectedAnswerError(answer.facts, { message: "a good answer, but without the task's id" })
    if (isMasked(taskId)) throw new UnexpectedAnswerError(answer.facts, { message: `the task's id repeats a key: ${taskId}` })
    const charged = firstNumber(rules.charged, answer)
    return { operation: name, taskId, key, traceId: answer.facts.traceId, ...(charged === undefined ? {} : { charged }) }
  })
}
