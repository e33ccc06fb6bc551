import type { OperationTable } from '@shotlist/core/contract'
import type { OperationModel } from '../../ir/model.ts'
import { pascalCase } from '../names.ts'

/** The names of an operation's types. `answer` is there for those that answer at once; a task's answers are read by the client. */
export function operationTypes({ name, answer }: OperationModel, { kind }: Pick<OperationTable, 'kind'>) {
  const type = pascalCase(name)
  const input = `${type}Input`
  const outputs = `${type}Outputs`
  return kind === 'task' || answer === undefined ? { input, outputs } : { input, outputs, answer: `${type}Answer` }
}

/** The type of an operation's constant: `Operation<BalanceInput, BalanceOutputs, 'query', BalanceAnswer>`. */
export function operationType(operation: OperationModel, table: Pick<OperationTable, 'kind'>): string {
  const { input, outputs, answer } = operationTypes(operation, table)
  return `Operation<${[input, outputs, `'${table.kind}'`, ...(answer === undefined ? [] : [answer])].join(', ')}>`
}
