import type {
  ErrorRule,
  ErrorRules,
  FileLimits,
  OperationKind,
  OperationTable,
  OutputRule,
  ProviderTable,
  WebhookRules,
} from '@shotlist/core/contract'
import { stringify } from 'yaml'
import { capabilityMatrix, capabilityTable } from '../../capabilities/capability-matrix.ts'
import type { FieldModel, OperationModel, ProviderModel } from '../../ir/model.ts'
import { commonFields } from '../../ir/schema/list-variants.ts'
import { textOf } from '../../spec/place.ts'
import { type GeneratedFile, markdownHeader, type Origin } from '../generated-file.ts'
import { methodName } from '../names.ts'
import { outputKind } from '../output-kind.ts'
import { failedTasksCost, orList, priceMarkdown } from '../price-report.ts'
import { rulesOf } from '../rules-of.ts'
import { fieldNotes, fileLimits } from '../typescript/input-field.ts'
import { outputRules } from '../typescript/schema-type.ts'
import { literal } from '../typescript/syntax.ts'
import { generatedValidator } from '../validators/generated-validator.ts'
import { codeBlock, inlineCode, markdownTable, unwrapped } from './markdown.ts'

/** The reference page of a provider. */
export function providerPage(model: ProviderModel, folder: string, origin: Origin): GeneratedFile {
  const { table } = model
  const operations = Object.values(model.operations)
  const contents = operations.map(({ name, title, kind }) => [`[\`${name}\`](#${name})`, title, kind, `\`${methodName(name)}\``])
  const parts = [
    markdownHeader(origin),
    `# ${table.title}`,
    model.description,
    providerFacts(table),
    '## Operations',
    markdownTable(['operation', '', 'kind', 'method'], contents),
    ...operations.map((operation) => operationSection(operation, table)),
    '## Errors',
    'A code wins over the HTTP status. A code that is not listed is classified by the status. [The classes](errors.gen.md).',
    errorsTable(table.errors),
  ]
  return {
    path: `${folder}/${table.id}.gen.md`,
    text: `${parts.filter((part) => part !== '').join('\n\n')}\n`.replace('-->\n\n\n', '-->\n\n'),
  }
}

/** The error codes and HTTP statuses that a document lists, with what they mean for the caller. */
function errorsTable(errors: ErrorRules): string {
  const rows = [
    ...Object.entries(errors.codes).map(([code, rule]) => row(inlineCode(code), rule)),
    ...Object.entries(errors.statuses).map(([status, rule]) => row(`HTTP ${status}`, rule)),
  ]
  return markdownTable(['code', 'class', 'again?', 'charged?', 'meaning', 'what to do'], rows)
}

function row(code: string, rule: ErrorRule): string[] {
  return [code, inlineCode(rule.class), rule.retry ? 'may pass' : 'no', rule.billable ? 'perhaps' : 'no', rule.meaning, rule.hint ?? '']
}

/** Facts about the provider as a whole. */
function providerFacts(table: ProviderTable): string {
  const rows: (readonly string[])[] = [
    ['id', inlineCode(table.id)],
    ['key', `${inlineCode(table.env.key)}${table.keyUrl === undefined ? '' : `, from <${table.keyUrl}>`}`],
    ...table.servers.map((server, index) => [
      `region ${inlineCode(server.region)}${index === 0 ? ' (default)' : ''}`,
      `${inlineCode(server.url)}${server.description === undefined ? '' : `: ${server.description}`}`,
    ]),
    ['replaces the base URL', inlineCode(table.env.baseUrl)],
    ['default limits', `${table.limits.inFlight} tasks in flight, ${table.limits.requestsPerMinute} requests a minute`],
    ['repeated submissions', idempotency(table)],
    ...(table.webhooks === undefined ? [] : [['webhooks', webhooks(table.webhooks)]]),
    ['prices in', money(table)],
    ...[failedTasksCost(table.tasks)].flatMap((text) => (text === undefined ? [] : [['failed tasks', text]])),
    ['document', `version ${table.document.version}`],
  ]
  return markdownTable(['', ''], rows)
}

function idempotency(table: ProviderTable): string {
  const { keyLifetimeSeconds: lifetime } = table
  if (table.idempotency === undefined) return 'not recognised: a submission whose answer is lost is left for you to settle'
  return `recognised by ${inlineCode(table.idempotency)}: a submission whose response is lost is repeated with the same key${lifetime === undefined ? '' : `, for ${lifetime % 3600 === 0 ? `${lifetime / 3600} h` : `${lifetime / 60} min`}`}`
}

function webhooks({ signature, secretEnv }: WebhookRules): string {
  if (signature === undefined) return 'not signed: the callback URL holds a secret of your own'
  const scheme = { 'hmac-sha256': 'HMAC-SHA256', 'standard-webhooks': 'standard webhooks', ed25519: 'Ed25519' }[signature.scheme]
  return `signed: ${scheme}, ${secretEnv === undefined ? "checked with the provider's public key" : `with the secret in ${inlineCode(secretEnv)}`}`
}

function money({ money: { unit, usd } }: ProviderTable): string {
  return usd === undefined ? `${unit} (its rate in USD is not known)` : `${unit} ($${usd} each)`
}

const KINDS: Readonly<Record<OperationKind, string>> = {
  task: 'Starts a task, which costs money.',
  charge: 'Responds at once, and costs money.',
  upload: 'Takes a file and returns its id. Manifests and clients upload automatically if a field takes a file.',
  query: 'Costs nothing.',
}

/** One operation: fields, rules, price, outputs and how to use it. */
function operationSection(operation: OperationModel, provider: ProviderTable): string {
  const table = provider.operations[operation.name]
  if (table === undefined) throw new Error(`the table has no operation ${operation.name}`)
  const rules = rulesOf(operation, table)
  const paid = table.kind === 'task' || table.kind === 'charge'
  const parts = [
    `### ${operation.name}`,
    operation.deprecated ? '**Deprecated** by the provider.' : undefined,
    operation.description === '' ? `${operation.title}.` : operation.description,
    `${KINDS[table.kind]} ${operation.externalDocs === undefined ? '' : `[The provider's page](${operation.externalDocs}).`}`.trim(),
    table.upload === undefined ? fieldsTable(operation) : accepts(table.upload.accepts),
    capabilitiesSection(operation, table),
    rules.length === 0 ? undefined : `Refused before anything is sent:\n\n${rules.map((rule) => `- ${rule}`).join('\n')}`,
    paid ? priceMarkdown(table.price, provider.money) : undefined,
    outputsTable(outputRules(table, provider)),
    manifestSnippet(operation, provider),
    clientSnippet(operation, provider),
  ]
  return parts.filter((part) => part !== undefined).join('\n\n')
}

function accepts(limits: FileLimits): string {
  const texts = fileLimits(limits)
  return texts.length === 0 ? 'Takes a file.' : `${texts.join(', ')}.`
}

/** The named outputs of an operation; empty if it has none. */
function outputsTable(outputs: Readonly<Record<string, OutputRule>>): string | undefined {
  const rows = Object.entries(outputs).map(([name, rule]) => [inlineCode(name), outputKind(rule), rule.description ?? ''])
  return rows.length === 0 ? undefined : markdownTable(['output', 'is', ''], rows)
}

/** What an operation offers for each model; empty if all models and qualities offer the same. */
function capabilitiesSection(operation: OperationModel, table: OperationTable): string | undefined {
  const matrix = capabilityMatrix(operation, table, (input) => generatedValidator(operation.input).validate(input))
  if (matrix === undefined) return undefined
  const { columns, rows } = capabilityTable(matrix)
  const offers = new Set(rows.map(([, ...cells]) => JSON.stringify(cells)))
  if (offers.size < 2) return undefined
  const { model, duration, quality } = matrix.fields
  const by = quality === undefined ? inlineCode(model) : `${inlineCode(model)} and ${inlineCode(quality)}`
  return `What is offered, ${inlineCode(duration)} by ${by}:\n\n${markdownTable(columns, rows)}`
}

/** The fields of an operation's input. */
function fieldsTable(operation: OperationModel): string {
  if (operation.fields.length === 0) return 'Takes no fields.'
  const { variants = [] } = operation
  const tables = variants.flatMap(({ field, values, fields }) =>
    fields.length === 0
      ? []
      : `With ${inlineCode(field)} ${orList(values.map((value) => inlineCode(textOf(value))))}:\n\n${fieldRows(fields)}`,
  )
  return [fieldRows(commonFields(operation)), ...tables].join('\n\n')
}

function fieldRows(fields: readonly FieldModel[]): string {
  const rows = withInner(fields).map((field) => [
    `${inlineCode(field.name)}${field.required ? ' (required)' : ''}`,
    typeCell(field),
    [unwrapped(field.description), ...fieldNotes(field)].filter((text) => text !== '').join(' '),
  ])
  return markdownTable(['field', 'takes', 'meaning'], rows)
}

/** Fields, each followed by the fields of its objects: `references[].name`. */
function withInner(fields: readonly FieldModel[], prefix = ''): FieldModel[] {
  return fields.flatMap((field) => {
    const name = `${prefix}${field.name}`
    return [{ ...field, name }, ...withInner(field.fields ?? [], `${name}${field.type.includes('[]') ? '[]' : ''}.`)]
  })
}

function typeCell(field: FieldModel): string {
  if (field.enum === undefined) return field.type
  const values = field.enum.map((value) => inlineCode(textOf(value))).join(', ')
  return field.open ? `${values}, ...` : values
}

/** The operation's example as a job of a manifest, for operations that a job can name. */
function manifestSnippet(operation: OperationModel, provider: ProviderTable): string | undefined {
  const table = provider.operations[operation.name]
  if ((table?.kind !== 'task' && table?.kind !== 'charge') || operation.example === undefined) return undefined
  const job = { uses: `${provider.id}/${operation.name}`, with: operation.example, ...outputFile(table, provider) }
  // YAML 1.1 quotes `16:9`, which older readers would read as a number.
  return codeBlock('yaml', stringify({ jobs: { clip: job } }, { lineWidth: 120, version: '1.1' }))
}

/** The operation's example as a call of the typed client. */
function clientSnippet(operation: OperationModel, provider: ProviderTable): string | undefined {
  const table = provider.operations[operation.name]
  if (table === undefined || (operation.example === undefined && operation.fields.some((field) => field.required))) return undefined
  const method = `client.${methodName(operation.name)}`
  if (table.kind === 'upload')
    return codeBlock('ts', `const { value } = await ${method}(new Blob([bytes], { type: '${table.upload?.accepts.types[0] ?? ''}' }))`)
  const input = operation.example === undefined ? '' : literal(operation.example)
  return codeBlock('ts', `const { ${table.fileTypes === undefined ? 'outputs' : 'body'} } = await ${method}(${input})`)
}

function outputFile(table: OperationTable, provider: ProviderTable): { output?: string } {
  const first = Object.values(outputRules(table, provider)).find(({ type }) => type === 'video' || type === 'image')
  if (first === undefined) return {}
  return { output: first.type === 'video' ? 'clip.mp4' : 'clip.png' }
}
