import { type ProviderModel, rulesOf } from '@shotlist/codegen'
import { defined } from '@shotlist/codegen/defined'
import { keyIn } from '../../../project/env-file.ts'
import type { VerbContext } from '../../../verb.ts'
import { matrixOf } from './operation-text.ts'

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
    variants: operation.variants,
    matrix: matrixOf(model, name),
    rules: rulesOf(operation, table),
    outputs: Object.entries(outputs).map(([output, { type, list, keep, description }]) => ({
      name: output,
      type,
      list,
      keep,
      description,
    })),
    price: table.price,
    unit: model.table.money.unit,
    usd_per_unit: model.table.money.usd,
    example: operation.example,
    schema: operation.input,
  }
}

/** A provider as `providers --json` and `describe --json` write it. It never contains the API key. */
export function providerObject(
  id: string,
  { table, description, operations }: ProviderModel,
  context: Pick<VerbContext, 'env' | 'envFile'>,
): unknown {
  return {
    id,
    title: table.title,
    description,
    document: table.document,
    key: { env: table.env.key, set: keyIn(context, table.env.key) !== undefined, url: table.keyUrl },
    base_url: { env: table.env.baseUrl, set: context.env[table.env.baseUrl] !== undefined },
    regions: table.servers,
    limits: { in_flight: table.limits.inFlight, requests_per_minute: table.limits.requestsPerMinute },
    money: table.money,
    idempotent: table.idempotency !== undefined,
    ...defined({ key_lifetime_seconds: table.keyLifetimeSeconds }),
    operations: Object.values(operations).map(({ name, kind, title, deprecated }) => ({ name, kind, title, deprecated })),
  }
}
