import type { ErrorRule, ErrorRules, OperationTable, ProviderTable } from '@shotlist/core/contract'
import { ERROR_CLASSES } from '../../dialect/error-classes.ts'
import { COMMON_STATUSES } from '../../ir/compile-errors.ts'
import type { OperationModel, ProviderModel } from '../../ir/model.ts'
import { defined } from '../../issues/defined.ts'
import { own } from '../../spec/place.ts'
import { checkFile } from '../checks/check-file.ts'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { camelCase, constantName, propertyKey } from '../names.ts'
import { validatorFile, validatorRuntimeFile } from '../validators/validator-file.ts'
import { clientFile } from './client-file.ts'
import { type ClientTarget, runtimeImport, siblingImport, webhooksImport } from './client-target.ts'
import { clientTypes, operationType, operationTypes } from './client-types.ts'
import { operationFile } from './operation-file.ts'
import { plainFiles } from './plain-files.ts'
import { schemaFile, type WrittenDocument } from './schema-file.ts'
import { docComment, literal } from './syntax.ts'
import { leanProvider, tableFile, taskFile } from './tables.ts'

/** All files of a provider's typed client. `document` is for the types of the whole API. */
export async function clientFiles(model: ProviderModel, document: WrittenDocument, target: ClientTarget): Promise<GeneratedFile[]> {
  const operations = Object.values(model.operations)
  if (operations.length === 0) return plainFiles(model.table, document, target)
  const validators = operations.map((operation) => validatorFile(operation, target))
  return [
    await schemaFile(document, target),
    providerFile(model.table, target),
    tableFile(model.table, target),
    ...Object.entries(model.table.tasks).map(([kind, rules]) => taskFile(kind, rules, target)),
    ...operations.map((operation) => operationFile(operation, model.table, target)),
    ...operations.flatMap((operation) => {
      const table = model.table.operations[operation.name]
      return table === undefined ? [] : [checkedFile(operation, table, target), checkFile(operation, target)]
    }),
    ...validators,
    validatorRuntimeFile(target),
    clientFile(model, target),
    indexFile(model, target),
    uncheckedFile(model, target),
    ...webhooksFile(model.table, target),
  ]
}

/** The webhook of a provider, typed: apart from its client, because servers that take deliveries need not make requests. */
function webhooksFile({ id, title, webhooks }: ProviderTable, target: ClientTarget): GeneratedFile[] {
  if (webhooks === undefined) return []
  const { retries: _retries, ...rules } = webhooks
  const text = [
    typescriptHeader(target.origin),
    `import { type WebhookHandler, type WebhookOptions, type WebhookSource, webhookHandler } from '${webhooksImport(target)}'\n`,
    `import type { webhooks } from '${siblingImport(target, './schema.gen')}'\n\n`,
    docComment([`What ${title} delivers.`]),
    `export type WebhookPayload = NonNullable<webhooks['${webhooks.name}']['post']['requestBody']>['content']['application/json']\n\n`,
    docComment([`How ${title} signs, and what it expects to be answered: for \`verifyWebhook\`.`]),
    `export const webhook: WebhookSource = ${literal({ provider: id, rules })}\n\n`,
    docComment([`Makes a handler of ${title}'s deliveries: \`Request\` in, \`Response\` out.`]),
    'export const createWebhookHandler = (options: WebhookOptions<WebhookPayload>): WebhookHandler => webhookHandler(webhook, options)\n',
  ]
  return [{ path: `${target.folder}/webhooks.gen.ts`, text: text.join('') }]
}

/** An operation with its validator: the one that users are given unless they ask for less. */
function checkedFile(operation: OperationModel, table: OperationTable, target: ClientTarget): GeneratedFile {
  const { name, title } = operation
  const constant = constantName(name)
  const types = Object.values(operationTypes(operation, table)).map((type) => `type ${type}`)
  const check = Object.keys({ ...table.uploads, ...table.files }).length === 0 ? 'plainCheck' : 'inputCheck'
  const validator = `    validator: async () => (await import('${siblingImport(target, `../validators/${name}.gen`)}')).validate,\n`
  const text = [
    typescriptHeader(target.origin),
    `import { type Operation, ${check} } from '${runtimeImport(target, 1)}'\n`,
    `import { ${[`${constant} as unchecked`, ...types].join(', ')} } from '${siblingImport(target, `../operations/${name}.gen`)}'\n`,
    `import { fits } from '${siblingImport(target, `../checks/${name}.gen`)}'\n`,
    docComment([`${title}: give it to \`connect\` for a client of few operations. Inputs are checked before they are sent.`]),
    `export const ${constant}: ${operationType(operation, table)} = {\n`,
    `  ...unchecked,\n  check: /* @__PURE__ */ ${check}(fits, {\n${validator}  }),\n}\n`,
  ]
  return { path: `${target.folder}/checked/${name}.gen.ts`, text: text.join('') }
}

/** The entry module of a provider's client: everything that is public, by name. */
function indexFile({ table, operations }: ProviderModel, target: ClientTarget): GeneratedFile {
  const line = exportLine(target)
  const text = [
    typescriptHeader(target.origin),
    line(`{ ${['createClient', ...clientTypes(table).map((type) => `type ${type}`)].join(', ')} }`, './client.gen'),
    ...Object.values(operations).flatMap((operation) => [
      line(`{ ${constantName(operation.name)} }`, `./checked/${operation.name}.gen`),
      line(`type { ${typesOf(operation, table).join(', ')} }`, `./operations/${operation.name}.gen`),
    ]),
    line('{ provider }', './provider.gen'),
    line('type { components, operations, paths, webhooks }', './schema.gen'),
    line('{ table }', './table.gen'),
  ]
  return { path: `${target.folder}/index.gen.ts`, text: text.join('') }
}

/** The same operations without validators, for bundles that must be as small as can be. */
function uncheckedFile({ operations, table }: ProviderModel, target: ClientTarget): GeneratedFile {
  const line = exportLine(target)
  const text = [
    typescriptHeader(target.origin),
    ...Object.values(operations).map((operation) => {
      const types = typesOf(operation, table).map((type) => `type ${type}`)
      return line(`{ ${[constantName(operation.name), ...types].join(', ')} }`, `./operations/${operation.name}.gen`)
    }),
    line('{ provider }', './provider.gen'),
  ]
  return { path: `${target.folder}/unchecked.gen.ts`, text: text.join('') }
}

function typesOf(operation: OperationModel, { operations }: ProviderTable): string[] {
  return Object.values(operationTypes(operation, { kind: operations[operation.name]?.kind ?? operation.kind }))
}

function exportLine(target: ClientTarget): (names: string, path: string) => string {
  return (names, path) => `export ${names} from '${siblingImport(target, path)}'\n`
}

/** What all operations of a provider have in common, for clients of few operations. */
function providerFile(table: ProviderTable, target: ClientTarget): GeneratedFile {
  const { codes, statuses: listed, ...rest } = table.errors
  const statuses = Object.fromEntries(Object.entries(listed).filter(([status, rule]) => !isUsual(status, rule)))
  const verdicts = verdictNames([...Object.values(codes), ...Object.values(statuses)])
  const entry = ([key, rule]: [string, ErrorRule]) => `      ${propertyKey(key)}: ${verdicts.get(verdictText(rule)) ?? '{}'},\n`
  const written = (rules: ErrorRules['codes']) => `{\n${Object.entries(rules).map(entry).join('')}    }`
  const code = partsOf(table)
  const text = [
    typescriptHeader(target.origin),
    code.length === 0
      ? `import type { ErrorVerdict, ProviderBase } from '${runtimeImport(target, 0)}'\n\n`
      : `import { ${['type ErrorVerdict', 'type ProviderBase', ...code.map(([, name]) => name)].join(', ')} } from '${runtimeImport(target, 0)}'\n\n`,
    ...[...verdicts].map(([verdict, name]) => `const ${name}: ErrorVerdict = ${verdict}\n`),
    '\n',
    docComment([
      `${table.title}: servers, key, tasks, and what its errors mean for the caller, as its document has them. What only people read is loaded when it is needed.`,
    ]),
    'export const provider: ProviderBase = {\n',
    ...Object.entries(leanProvider(table))
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `  ${key}: ${literal(value, 2)},\n`),
    ...code.map(([key, name]) => `  ${key}: ${name},\n`),
    '  errors: {\n',
    ...Object.entries(rest).map(([key, value]) => `    ${key}: ${literal(value, 4)},\n`),
    `    codes: ${written(codes)},\n    statuses: ${written(statuses)},\n  },\n`,
    `  whole: async () => (await import('${siblingImport(target, './table.gen')}')).table,\n}\n`,
  ]
  return { path: `${target.folder}/provider.gen.ts`, text: text.join('') }
}

/** The code that the provider's authentication and its files need, by its key in `ProviderBase`. */
function partsOf({ auth, operations, tasks }: ProviderTable): readonly (readonly [key: string, name: string])[] {
  const requests = [...Object.values(operations), ...Object.values(tasks).flatMap(({ read, result }) => [read, result])]
  const outputs = [...Object.values(tasks), ...Object.values(operations)].flatMap((one) => Object.values(one.outputs))
  return Object.entries(
    defined({
      files: requests.some((request) => request?.fileTypes !== undefined) ? 'fileAnswers' : undefined,
      items: outputs.some(({ list }) => list === true) ? 'readItems' : undefined,
      tokens: auth?.jwt === undefined ? undefined : 'tokenSigner',
    }),
  )
}

/** Whether a status means what it means everywhere: clients know that by themselves. */
function isUsual(status: string, rule: ErrorRule): boolean {
  const usual = own(COMMON_STATUSES, status)
  return usual !== undefined && verdictText(usual) === verdictText(rule)
}

/** What code needs to know of an error. */
function verdictText({ class: kind, retry, billable }: ErrorRule): string {
  return literal({ class: kind, retry, billable })
}

/** A constant for each verdict: `auth`, `serverBillable`. */
function verdictNames(rules: readonly ErrorRule[]): Map<string, string> {
  return new Map(
    rules.map((rule) => {
      const unusual = rule.retry === ERROR_CLASSES[rule.class].passes ? '' : rule.retry ? '-retry' : '-final'
      return [verdictText(rule), camelCase(`${rule.class}${unusual}${rule.billable ? '-billable' : ''}`)]
    }),
  )
}
