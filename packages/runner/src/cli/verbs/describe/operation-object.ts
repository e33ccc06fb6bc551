import { type ProviderModel, rulesOf } from '@shotlist/codegen'
import { matrixOf } from './matrix-of.ts'

/** An operation as `describe --json` writes it. */
export function operationObject(id: string, model: ProviderModel, name: string): unknown {
  const operation = model.operations[name]
  const table = model.table.operations[name]
  if (operation === undefined || table === undefined) return undefined
  const outputs = table.starts === undefined ? table.outputs : (model.table.tasks[table.starts]?.outputs ?? {})
  return {
    id: `${id}/${name}`,
    kind: operation.kind,
    title: operation.title,
    description: operation.description,
    deprecated: operation.deprecated,
    docs: operation.externalDocs,
    fields: operation.fields,
    matrix: matrixOf(model, name),
    rules: rulesOf(operation, table),
    outputs: Object.entries(outputs).map(([output, { type, description }]) => ({ name: output, type, description })),
    price: table.price,
    unit: model.table.money.unit,
    usd_per_unit: model.table.money.usd,
    example: operation.example,
    schema: operation.input,
  }
}
