import { type CapabilityMatrix, capabilityMatrix, type ProviderModel } from '@shotlist/codegen'

/** What an operation offers, model by model; `undefined` where there is no choice of models and lengths. */
export function matrixOf(model: ProviderModel, name: string): CapabilityMatrix | undefined {
  const operation = model.operations[name]
  const table = model.table.operations[name]
  return operation === undefined || table === undefined ? undefined : capabilityMatrix(operation, table)
}
