import type {
  CancelRule,
  LookupRule,
  OperationTable,
  ProviderTable,
  ReadManyRule,
  ReadRule,
  RecentRule,
  ResultRule,
  StateRule,
  TaskRules,
  WebhookRules,
} from '@shotlist/core/contract'
import type { DialectCandidates, DialectErrors, DialectProvider, DialectTask, DialectWebhook } from '../dialect/dialect.gen.ts'
import { parseDurationMs } from '../dialect/duration.ts'
import { defined } from '../issues/defined.ts'
import { child, entries, items, type Place, textOf } from '../spec/place.ts'
import type { SpecDocument } from '../spec/spec-document.ts'
import { candidates, compileOutputs, condition, optionalCandidates } from './candidates.ts'
import { compileAuth, compileServers } from './compile-access.ts'
import { compileAnswer, compileEndpoints } from './compile-endpoints.ts'
import { compileErrors } from './compile-errors.ts'
import { asFileRead, headersAgain } from './compile-file-reads.ts'
import { compileIdempotency, compileKeyLifetime } from './compile-keys.ts'
import { compileOperation, lowerCaseNames } from './compile-operation.ts'
import { compileSignature, secretVariable } from './compile-signature.ts'
import type { OperationModel, ProviderModel } from './model.ts'
import { type OperationLookup, operationLookup } from './operation-lookup.ts'
import type { Inliner } from './schema/inline.ts'

/** Compiles a document in which the rules found no error. */
export function compileModel(spec: SpecDocument, inliner: Inliner): ProviderModel {
  const provider = child(spec.root, 'x-provider')?.value as DialectProvider
  const { tables, models } = compileOperations(spec, { inliner, provider })
  const delivery = compileDelivery(spec, inliner)
  return {
    table: providerTable(spec, { inliner, provider, operations: tables }),
    description: textOf(child(child(spec.root, 'info'), 'description')?.value ?? '').trim(),
    operations: models,
    endpoints: compileEndpoints(spec, inliner),
    ...defined({ delivery }),
  }
}

type Parts = { inliner: Inliner; provider: DialectProvider }

function providerTable(
  spec: SpecDocument,
  { inliner, provider, operations }: Parts & { operations: Record<string, OperationTable> },
): ProviderTable {
  const lookup = operationLookup(spec, inliner)
  const tasks = (child(spec.root, 'x-tasks')?.value ?? {}) as Record<string, DialectTask>
  const webhooks = compileWebhooks(spec, provider.env)
  const { headers, trace, idempotency, money } = provider
  return {
    dialect: 1,
    id: provider.id,
    title: provider.title,
    document: { version: textOf(child(child(spec.root, 'info'), 'version')?.value), hash: spec.sources.hash() },
    env: { key: provider.env.key, baseUrl: provider.env.base_url },
    ...defined({ keyUrl: provider.key_url, hosts: provider.hosts }),
    servers: compileServers(spec),
    auth: compileAuth(spec),
    ...defined({
      headers: lowerCaseNames(headers),
      trace,
      idempotency: compileIdempotency(idempotency),
      keyLifetimeSeconds: compileKeyLifetime(idempotency),
    }),
    limits: { inFlight: provider.limits.in_flight, requestsPerMinute: provider.limits.requests_per_minute },
    money: { unit: money.unit, ...defined({ usd: money.usd ?? (money.unit === 'USD' ? 1 : undefined) }) },
    errors: compileErrors(child(spec.root, 'x-errors')?.value as DialectErrors | undefined),
    tasks: Object.fromEntries(
      Object.entries(tasks).map(([name, task]) => [name, compileTask(task, { lookup, headers: lowerCaseNames(headers) })]),
    ),
    ...defined({ webhooks }),
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

/** The rules of the first webhook that carries `x-webhook`. */
function compileWebhooks(spec: SpecDocument, { key }: DialectProvider['env']): WebhookRules | undefined {
  const found = findWebhook(spec)
  if (found === undefined) return undefined
  const written = child(found.operation, 'x-webhook')?.value as DialectWebhook
  const signature = written.signature === undefined ? undefined : compileSignature(written.signature, compileServers(spec))
  const secretEnv = signature === undefined || signature.keys !== undefined ? undefined : secretVariable(key)
  return {
    name: found.name,
    task: written.task,
    id: candidates(written.id),
    ...defined({ signature, secretEnv }),
    answer: {
      status: written.answer?.status ?? 200,
      ...defined({ body: written.answer?.body }),
    },
    retries: (written.retries ?? []).map(seconds),
  }
}

/** The body that the first webhook with `x-webhook` sends. */
function compileDelivery(spec: SpecDocument, inliner: Inliner): ProviderModel['delivery'] {
  const body = child(findWebhook(spec)?.operation, 'requestBody')
  return body === undefined ? undefined : compileAnswer(body, { spec, inliner })
}

function findWebhook(spec: SpecDocument): { readonly name: string; readonly operation: Place } | undefined {
  return entries(child(spec.root, 'webhooks'))
    .flatMap(([name, item]) => entries(spec.sources.deref(item)).map(([, operation]) => ({ name, operation })))
    .find(({ operation }) => child(operation, 'x-webhook') !== undefined)
}

function seconds(duration: string): number {
  return (parseDurationMs(duration) ?? 0) / 1000
}

export const DEFAULT_POLL = { firstMs: 5_000, everyMs: 4_000, deadlineMs: 900_000 } as const

/** Every field of a type; those that may be absent are undefined. So the compiler reports a field that is not compiled. */
type EveryField<T> = { readonly [Field in keyof Required<T>]: T[Field] }

type TaskContext = { readonly lookup: OperationLookup; readonly headers: ProviderTable['headers'] }

/** One kind of task. */
function compileTask(task: DialectTask, { lookup, headers }: TaskContext): TaskRules {
  const read = asFileRead(compileRead(task.read, lookup), { outputs: task.outputs, lookup })
  const result = task.result && asFileRead(compileResult(task.result, lookup), { outputs: task.result.outputs, lookup })
  const rules: EveryField<TaskRules> = {
    id: candidates(task.id),
    charged: task.charged === undefined ? undefined : candidates(task.charged),
    read,
    readMany: task.read_many === undefined ? undefined : compileReadMany(task.read_many, lookup),
    recent: task.recent === undefined ? undefined : compileRecent(task.recent, lookup),
    lookup: task.lookup === undefined ? undefined : compileLookup(task.lookup, lookup),
    result,
    raw: candidates(task.state.raw),
    states: task.state.rules.map(compileState),
    failure: {
      ...optionalCandidates('code', task.failure?.code),
      ...optionalCandidates('message', task.failure?.message),
      ...defined({ billable: compileBillable(task.failure?.billable) }),
    },
    outputs: {
      ...compileOutputs(task.outputs, { again: headersAgain(read, headers) }),
      ...(result && compileOutputs(task.result?.outputs, { response: 'result', again: headersAgain(result, headers) })),
    },
    cancel: task.cancel === undefined ? undefined : compileWithValue(task.cancel, lookup),
    progress: task.progress === undefined ? undefined : { from: candidates(task.progress.from), of: task.progress.of ?? 100 },
    credits: task.credits === undefined ? undefined : candidates(task.credits),
    poll: {
      firstMs: parseDurationMs(task.poll?.first ?? '') ?? DEFAULT_POLL.firstMs,
      everyMs: parseDurationMs(task.poll?.every ?? '') ?? DEFAULT_POLL.everyMs,
      deadlineMs: parseDurationMs(task.poll?.deadline ?? '') ?? DEFAULT_POLL.deadlineMs,
    },
  }
  return defined(rules)
}

function compileRead(read: DialectTask['read'], lookup: OperationLookup): ReadRule {
  return {
    ...lookup.endpoint(read.operation),
    id: read.id,
    idIsInteger: lookup.isInteger(read.operation, read.id),
    ...lookup.constants(read.operation, read.fixed),
  }
}

/** By code, class, or `*`. */
function compileBillable(written: NonNullable<DialectTask['failure']>['billable']): TaskRules['failure']['billable'] {
  if (written === undefined) return undefined
  const cases = typeof written === 'object' && !Array.isArray(written) ? written : { '*': written }
  return Object.fromEntries(
    Object.entries(cases).map(([failure, says]) => [failure, typeof says === 'boolean' ? says : candidates(says as DialectCandidates)]),
  )
}

function compileResult(result: NonNullable<DialectTask['result']>, lookup: OperationLookup): ResultRule {
  return {
    ...compileWithValue(result, lookup),
    ...optionalCandidates('submitted', result.submitted),
    ...defined({ states: result.rules?.map(compileState) }),
  }
}

function compileWithValue(written: NonNullable<DialectTask['result' | 'cancel']>, lookup: OperationLookup): CancelRule {
  return { ...compileRead(written, lookup), ...optionalCandidates('value', written.value) }
}

function compileReadMany(read: NonNullable<DialectTask['read_many']>, lookup: OperationLookup): ReadManyRule {
  return {
    ...lookup.endpoint(read.operation),
    id: read.ids,
    idIsInteger: lookup.isInteger(read.operation, read.ids),
    ...lookup.constants(read.operation, read.fixed),
    items: read.items,
    itemId: candidates(read.item_id),
    max: read.max,
  }
}

function compileRecent(recent: NonNullable<DialectTask['recent']>, lookup: OperationLookup): RecentRule {
  return {
    ...lookup.endpoint(recent.operation),
    ...lookup.constants(recent.operation, recent.fixed),
    items: recent.items,
    itemId: candidates(recent.item_id),
    ...optionalCandidates('request', recent.request),
    ...optionalCandidates('createdAt', recent.created_at),
  }
}

function compileLookup(written: NonNullable<DialectTask['lookup']>, lookup: OperationLookup): LookupRule {
  return { ...compileRead(written, lookup), sent: written.sent, ...optionalCandidates('taskId', written.task_id) }
}

function compileState(rule: DialectTask['state']['rules'][number]): StateRule {
  return {
    ...condition(rule),
    is: rule.is,
    ...defined({ class: rule.class, reason: rule.reason }),
  }
}
