import { UnexpectedAnswerError } from '../errors/unexpected-answer-error.ts'
import { missingOutput, readOutputs } from '../expressions/read-outputs.ts'
import { buildRequest } from '../requests/build-request.ts'
import { formOf } from '../requests/form.ts'
import { submissionKey } from '../requests/submission-key.ts'
import type { SubmitOptions } from './client-options.ts'
import type { Engine, EngineOperation } from './engine.ts'
import type { CallResult, Input } from './provider-client.ts'
import { readyInput } from './ready-input.ts'

/** An operation that answers at once. One that charges is as careful as a submission. */
export const callOperation = async (
  engine: Engine,
  operation: EngineOperation,
  input: Input = {},
  options: SubmitOptions = {},
): Promise<CallResult> => {
  const { kind, body, outputs = {} } = operation
  const ready = await readyInput(engine, operation, input)
  const request = buildRequest(operation, ready, { ...engine, ...(body === 'form' ? { write: formOf } : {}) })
  const safety = kind === 'query' ? 'free' : engine.paid
  return engine.send(request, { ...options, safety, key: submissionKey(options.key) }, (answer) => {
    const found = readOutputs(outputs, answer)
    const missing = missingOutput(outputs, found) ?? (Object.keys(found).length === 0 ? Object.keys(outputs)[0] : undefined)
    if (safety !== 'free' && missing !== undefined)
      throw new UnexpectedAnswerError(answer.facts, { message: `a good answer, but without ${missing}` })
    return { outputs: found, body: answer.body }
  })
}
