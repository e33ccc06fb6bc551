import type { OperationTable, OutputRule, ProviderTable, TaskRules } from '@shotlist/core/contract'

/** What sending an operation needs of its table: nothing that is empty, or that only people read. */
export function leanOperation(table: OperationTable): Record<string, unknown> {
  const { name, kind, method, path, body, pathFields, queryFields, headerFields, fixed, uploads, upload, outputs } = table
  const lean = {
    name,
    kind,
    method,
    path,
    body: body === 'json' ? undefined : body,
    pathFields,
    queryFields,
    headerFields,
    fixed,
    uploads,
    upload,
    outputs: kind === 'task' ? undefined : leanOutputs(outputs),
  }
  return Object.fromEntries(Object.entries(lean).filter(([, value]) => value !== undefined && !isEmpty(value)))
}

/** What every request needs of a provider. Of its errors only how to tell and judge them: `codes` and `statuses` are written apart. */
export function leanProvider(table: ProviderTable): Record<string, unknown> {
  const { id, title, env, keyUrl, servers, auth, trace, idempotency } = table
  return {
    id,
    title,
    env,
    keyUrl,
    servers: servers.map(({ url, region }) => ({ url, region })),
    auth,
    trace,
    idempotency,
  }
}

/** Reading many tasks, and listing them, is for clients of the whole document. */
export function leanTask({ readMany: _many, recent: _recent, ...rules }: TaskRules): TaskRules {
  return { ...rules, outputs: leanOutputs(rules.outputs) }
}

function leanOutputs(outputs: Readonly<Record<string, OutputRule>>): Record<string, OutputRule> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { description: _description, ...rule }]) => [name, rule]))
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
