import type { OperationTable, OutputRule, ProviderTable, TaskRules } from '@shotlist/core/contract'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { camelCase } from '../names.ts'
import { type ClientTarget, runtimeImport } from './client-target.ts'
import { docComment, literal } from './syntax.ts'

/** The complete table of a provider, for clients of all operations, prices and explanations. */
export function tableFile(table: ProviderTable, target: ClientTarget): GeneratedFile {
  const text = [
    typescriptHeader(target.origin),
    `import type { ProviderTable } from '${runtimeImport(target, 0)}'\n\n`,
    docComment([
      `${table.title}: everything its document says, compiled: operations, prices, errors with their meanings, limits, webhooks.`,
    ]),
    `export const table: ProviderTable = ${literal(table)}\n`,
  ]
  return { path: `${target.folder}/table.gen.ts`, text: text.join('') }
}

/** The constant that holds the rules of a kind of task. */
export function taskConstant(kind: string): string {
  return `${camelCase(kind)}TaskRules`
}

/** The rules of one kind of task, for the operations that start it. */
export function taskFile(kind: string, rules: TaskRules, target: ClientTarget): GeneratedFile {
  const text = [
    typescriptHeader(target.origin),
    `import type { TaskRules } from '${runtimeImport(target, 1)}'\n\n`,
    docComment([`How tasks of kind \`${kind}\` are read and judged, and what they yield.`]),
    `export const ${taskConstant(kind)}: TaskRules = ${literal(leanTask(rules))}\n`,
  ]
  return { path: `${target.folder}/tasks/${kind}.gen.ts`, text: text.join('') }
}

/** The part of an operation's table that sending it needs, without empty values and texts. */
export function leanOperation(table: OperationTable): Record<string, unknown> {
  const {
    name,
    kind,
    method,
    path,
    body,
    pathFields,
    queryFields,
    headerFields,
    places,
    keys,
    fixed,
    headers,
    uploads,
    files,
    upload,
    outputs,
    charged,
    fileTypes,
  } = table
  const lean = {
    name,
    kind,
    method,
    path,
    body: body === 'json' ? undefined : body,
    pathFields,
    queryFields,
    headerFields,
    places,
    keys,
    fixed,
    headers,
    uploads,
    files,
    upload,
    outputs: kind === 'task' ? undefined : leanOutputs(outputs),
    charged,
    fileTypes,
  }
  return Object.fromEntries(Object.entries(lean).filter(([, value]) => value !== undefined && !isEmpty(value)))
}

/**
 * The part of a provider's table that every request needs. Its error rules are reduced to how errors are recognised; `codes` and `statuses`
 * are written separately.
 */
export function leanProvider(table: ProviderTable): Record<string, unknown> {
  const { id, title, env, keyUrl, servers, hosts, auth, headers, trace, idempotency } = table
  return {
    id,
    title,
    env,
    keyUrl,
    servers: servers.map(({ url, region }) => ({ url, region })),
    hosts,
    auth,
    headers,
    trace,
    idempotency,
  }
}

/** Only clients of the whole document cancel tasks, read many at once, or list them. */
function leanTask({ cancel: _cancel, readMany: _many, recent: _recent, lookup: _lookup, ...rules }: TaskRules): TaskRules {
  return { ...rules, outputs: leanOutputs(rules.outputs) }
}

function leanOutputs(outputs: Readonly<Record<string, OutputRule>>): Record<string, OutputRule> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { description: _description, ...rule }]) => [name, rule]))
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
