import type { OperationTable, ProviderTable } from '@shotlist/core/contract'
import type { DialectErrors, DialectProvider, DialectTask } from '../dialect/dialect.ts'
import { child, items, textOf } from '../spec/place.ts'
import type { SpecDocument } from '../spec/spec-document.ts'
import { compileAuth } from './compile-auth.ts'
import { compileEndpoints } from './compile-endpoints.ts'
import { compileErrors } from './compile-errors.ts'
import { compileOperation } from './compile-operation.ts'
import { compileServers } from './compile-servers.ts'
import { compileTask } from './compile-tasks.ts'
import { compileDelivery, compileWebhooks } from './compile-webhooks.ts'
import type { OperationModel, ProviderModel } from './model.ts'
import { operationLookup } from './operation-lookup.ts'
import type { Inliner } from './schema/inline.ts'

/** Compiles a document that the rules have found no error in. */
export function compileModel(spec: SpecDocument, inliner: Inliner): ProviderModel {
  const provider = child(spec.root, 'x-provider')?.value as DialectProvider
  const { tables, models } = compileOperations(spec, { inliner, provider })
  const delivery = compileDelivery(spec, inliner)
  return {
    table: providerTable(spec, { inliner, provider, operations: tables }),
    description: textOf(child(child(spec.root, 'info'), 'description')?.value ?? '').trim(),
    operations: models,
    endpoints: compileEndpoints(spec, inliner),
    ...(delivery === undefined ? {} : { delivery }),
  }
}

type Parts = { inliner: Inliner; provider: DialectProvider }

function providerTable(
  spec: SpecDocument,
  { inliner, provider, operations }: Parts & { operations: Record<string, OperationTable> },
): ProviderTable {
  const lookup = operationLookup(spec, inliner)
  const tasks = (child(spec.root, 'x-tasks')?.value ?? {}) as Record<string, DialectTask>
  const webhooks = compileWebhooks(spec)
  const { trace, idempotency, money } = provider
  return {
    dialect: 1,
    id: provider.id,
    title: provider.title,
    document: { version: textOf(child(child(spec.root, 'info'), 'version')?.value), hash: spec.sources.hash() },
    env: { key: provider.env.key, baseUrl: provider.env.base_url },
    ...(provider.key_url === undefined ? {} : { keyUrl: provider.key_url }),
    servers: compileServers(spec),
    auth: compileAuth(spec),
    ...(trace === undefined ? {} : { trace }),
    ...(idempotency === 'none' ? {} : { idempotency }),
    limits: { inFlight: provider.limits.in_flight, requestsPerMinute: provider.limits.requests_per_minute },
    money: { unit: money.unit, ...(money.usd === undefined ? {} : { usd: money.usd }) },
    errors: compileErrors(child(spec.root, 'x-errors')?.value as DialectErrors | undefined),
    tasks: Object.fromEntries(Object.entries(tasks).map(([name, task]) => [name, compileTask(task, lookup)])),
    ...(webhooks === undefined ? {} : { webhooks }),
    operations,
  }
}

function compileOperations(
  spec: SpecDocument,
  parts: Parts,
): { tables: Record<string, OperationTable>; models: Record<string, OperationModel> } {
  const auth = compileAuth(spec)
  const context = { ...parts, spec, authHeader: auth?.in === 'header' ? auth.name : undefined }
  const compiled = spec.operations.flatMap((operation) =>
    items(child(operation.place, 'x-operations')).map((entry) => compileOperation(operation, entry, context)),
  )
  return {
    tables: Object.fromEntries(compiled.map(({ table }) => [table.name, table])),
    models: Object.fromEntries(compiled.map(({ model }) => [model.name, model])),
  }
}
