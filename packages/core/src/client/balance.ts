import type { OperationTable } from '../contract/index.ts'
import { firstNumber } from '../expressions/evaluate.ts'
import { buildRequest } from '../requests/build-request.ts'
import type { CallOptions } from './client-options.ts'
import { type Engine, operationOf } from './engine.ts'

/** What is left on the account, by the operation that tells it. */
export const readBalance = async (
  engine: Engine,
  { name, balance, unit }: Pick<OperationTable, 'name' | 'balance'> & { readonly unit: string },
  options: CallOptions = {},
): Promise<{ readonly amount: number; readonly unit: string }> => {
  const sum = balance?.sum ?? []
  return engine.send(buildRequest(operationOf(engine, name), {}, engine), { ...options, safety: 'free' }, (answer) => ({
    amount: sum.reduce((total, expression) => total + (firstNumber([expression], answer) ?? 0), 0),
    unit,
  }))
}
