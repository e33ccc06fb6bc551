import type { OperationTable } from '../contract/index.ts'
import { firstNumber } from '../expressions/evaluate.ts'
import { buildRequest } from '../requests/build-request.ts'
import type { CallOptions } from './client-options.ts'
import { type Engine, operationOf } from './engine.ts'

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
