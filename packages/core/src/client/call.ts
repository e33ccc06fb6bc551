import { defined } from '../contract/defined.ts'
import type { OperationTable } from '../contract/index.ts'
import { UnexpectedAnswerError } from '../errors/request-errors.ts'
import { firstNumber, missingOutput, readOutputs } from '../expressions/evaluate.ts'
import { idempotencyKeyOf } from '../requests/add-credentials.ts'
import { buildRequest, formOf } from '../requests/build-request.ts'
import type { Outputs } from '../tasks/task.ts'
import type { CallOptions, Input, SubmitOptions } from './client-options.ts'
import { type ClientContext, type ClientOperation, operationOf } from './context.ts'
import { inputToSend } from './input-check.ts'

/** The answer of an operation that answers at once. */
export type CallResult<O = Outputs, Body = unknown> = {
  readonly outputs: O
  /** The whole response body. Integers beyond 2^53 are their digits as text. If the response is a file: its bytes, as they arrive. */
  readonly body: Body
  /** What the response says it costs, in the provider's unit. */
  readonly charged?: number
}

/** Calls an operation that returns its result directly. One that charges is repeated as carefully as a submission. */
export async function callOperation(
  context: ClientContext,
  operation: ClientOperation,
  input: Input = {},
  options: SubmitOptions = {},
): Promise<CallResult> {
  const { kind, body, outputs = {}, fileTypes } = operation
  const ready = await inputToSend(context, operation, input)
  const key = idempotencyKeyOf(options.key)
  const request = buildRequest(operation, ready, { ...context, key, ...defined({ write: body === 'form' ? formOf : undefined }) })
  const safety = kind === 'query' ? 'free' : context.paidSafety
  return context.send(request, { ...options, safety, idempotencyKey: key, fileTypes }, (response) => {
    const found = readOutputs(outputs, response, { baseUrl: context.baseUrl, items: context.table.items })
    const charged = firstNumber(operation.charged, response)
    if (response.file !== undefined) return { outputs: found, body: response.file, ...defined({ charged }) }
    const missing = missingOutput(outputs, found) ?? (Object.keys(found).length === 0 ? Object.keys(outputs)[0] : undefined)
    if (safety !== 'free' && missing !== undefined) {
      const instead = fileTypes && ` of type ${response.headers.get('content-type')}, and not ${fileTypes.join(', ')}: it comes`
      throw new UnexpectedAnswerError(response.facts, { message: `a success response${instead ?? ''} without ${missing}` })
    }
    return { outputs: found, body: response.body, ...defined({ charged }) }
  })
}

/** Reads the account's balance with the operation that reports it; undefined if the response does not hold it. */
export async function readBalance(
  context: ClientContext,
  { name, balance, unit }: Pick<OperationTable, 'name' | 'balance'> & { readonly unit: string },
  options: CallOptions = {},
): Promise<{ readonly amount: number; readonly unit: string } | undefined> {
  const sum = balance?.sum ?? []
  return context.send(buildRequest(operationOf(context, name), {}, context), { ...options, safety: 'free' }, (response) => {
    const parts = sum.map((expression) => firstNumber([expression], response)).filter((part) => part !== undefined)
    return parts.length === 0 ? undefined : { amount: parts.reduce((total, part) => total + part, 0), unit }
  })
}
