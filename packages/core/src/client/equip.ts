import type { OperationTable, ProviderTable } from '../contract/index.ts'
import { exactIntegers } from '../requests/exact-integers.ts'
import { placeInput } from '../requests/place-input.ts'
import type { Validator } from '../validation/validator.ts'
import { callOperation } from './call.ts'
import type { EngineOperation } from './engine.ts'
import { inputCheck } from './input-check.ts'
import { startTaskWithFiles } from './start.ts'
import { uploadFile } from './upload.ts'

const runOf = ({ kind }: OperationTable): EngineOperation['run'] => {
  if (kind === 'task') return startTaskWithFiles
  return kind === 'upload' ? uploadFile : callOperation
}

/** An operation of a table with all the code it may need: for programs that know their operations at run time only. */
export const equipOperation = (operation: OperationTable, validate?: Validator): EngineOperation => ({
  ...operation,
  run: runOf(operation),
  place: placeInput,
  exact: exactIntegers(operation.int64),
  check: inputCheck(validate, { openEnums: operation.openEnums, texts: operation }),
})

/** All operations of a table, by name. */
export const equipTable = (
  { operations }: Pick<ProviderTable, 'operations'>,
  validators: Readonly<Record<string, Validator>> = {},
): Record<string, EngineOperation> =>
  Object.fromEntries(Object.entries(operations).map(([name, operation]) => [name, equipOperation(operation, validators[name])]))
