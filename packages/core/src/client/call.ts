import type { OperationTable } from '../contract/index.ts'
import { UnexpectedAnswerError } from '../errors/request-errors.ts'
import { firstNumber, missingOutput, readOutputs } from '../expressions/evaluate.ts'
import { buildRequest, formOf } from '../requests/build-request.ts'
import { submissionKey } from '../requests/seal-request.ts'
import type { CallOptions, SubmitOptions } from './client-options.ts'
import { type Engine, type EngineOperation, operationOf } from './engine.ts'
import { readyInput } from './input-check.ts'
import type { CallResult, Input } from './provider-client.ts'

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

/** What is left on the account, by the operation that tells it; undefined where its answer does not say. */
export const readBalance = async (
  engine: Engine,
  { name, balance, unit }: Pick<OperationTable, 'name' | 'balance'> & { readonly unit: string },
  options: CallOptions = {},
): Promise<{ readonly amount: number; readonly unit: string } | undefined> => {
  const sum = balance?.sum ?? []
  return engine.send(buildRequest(operationOf(engine, name), {}, engine), { ...options, safety: 'free' }, (answer) => {
    const parts = sum.map((expression) => firstNumber([expression], answer)).filter((part) => part !== undefined)
    return parts.length === 0 ? undefined : { amount: parts.reduce((total, part) => total + part, 0), unit }
  })
}
