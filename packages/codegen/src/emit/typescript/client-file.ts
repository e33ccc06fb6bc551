import type { OperationTable, ProviderTable } from '@shotlist/core/contract'
import type { OperationModel, ProviderModel } from '../../ir/model.ts'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { methodName, pascalCase } from '../names.ts'
import { priceMarkdown } from '../price-report.ts'
import { rulesOf } from '../rules-of.ts'
import { type ClientTarget, runtimeImport, siblingImport } from './client-target.ts'
import { clientTypes, inputsType, operationTypes, optionsType, tasksType } from './client-types.ts'
import { isOptionalInput } from './input-type.ts'
import { docComment, literal } from './syntax.ts'

/** The client of all operations, and the function that creates it. */
export function clientFile(model: ProviderModel, target: ClientTarget): GeneratedFile {
  const { table } = model
  const [clientName, optionsName, inputsName, tasksName] = clientTypes(table)
  const operations = Object.values(model.operations)
  const methods = operations.map((operation) => methodText(operation, model))
  const text = [
    typescriptHeader(target.origin),
    imports(model, target, methods.join('')),
    '\n',
    `${optionsType(table)}\n${inputsType(table)}\n${tasksType(table)}\n`,
    docComment([`${table.title}: every operation of its document.`]),
    `export interface ${clientName} extends WholeClient<${inputsName}, ${tasksName}> {\n${methods.join('\n')}\n`,
    docComment(['The whole API, typed by path (openapi-fetch), over the same transport: key, time limits and typed errors.'], 2),
    `  readonly raw: RawClient<paths>\n}\n\n`,
    docComment([
      `Makes a client of ${table.title}.`,
      table.auth === null
        ? undefined
        : `The key is never read from the environment; hand it over: \`{ apiKey: process.env.${table.env.key} }\`.`,
      '@throws ConfigurationError without a key, or with a region or base URL that cannot be.',
    ]),
    `export function createClient(options: ${optionsName}): ${clientName} {\n`,
    `  return connectWhole<${clientName}>(table, { methods, validators }, options)\n}\n\n`,
    `const methods = {\n${operations.map(({ name }) => `  ${methodName(name)}: '${name}',\n`).join('')}}\n\n`,
    `const validators = {\n${operations.map(({ name }) => `  '${name}': ${validatorName(name)},\n`).join('')}}\n`,
  ]
  return { path: `${target.folder}/client.gen.ts`, text: text.join('') }
}

function validatorName(operation: string): string {
  return `validate${pascalCase(operation)}`
}

function imports({ operations }: ProviderModel, target: ClientTarget, methods: string): string {
  const used = ['CallResult', 'FileInput', 'SubmitOptions', 'Task', 'TaskOptions', 'UploadOptions', 'UploadResult'].filter((name) =>
    new RegExp(`\\b${name}\\b`).test(methods),
  )
  const types = ['ClientOptions', 'RawClient', 'WholeClient', ...used].toSorted().map((name) => `type ${name}`)
  return [
    `import { ${types.join(', ')}, connectWhole } from '${runtimeImport(target, 0)}'\n`,
    ...Object.keys(operations).flatMap((name) => {
      const type = pascalCase(name)
      const own = ['Input', 'Outputs', 'Answer']
        .map((suffix) => `${type}${suffix}`)
        .filter((one) => new RegExp(`\\b${one}\\b`).test(methods))
      return [
        `import type { ${own.join(', ')} } from '${siblingImport(target, `./operations/${name}.gen`)}'\n`,
        `import { validate as ${validatorName(name)} } from '${siblingImport(target, `./validators/${name}.gen`)}'\n`,
      ]
    }),
    `import type { paths } from '${siblingImport(target, './schema.gen')}'\n`,
    `import { table } from '${siblingImport(target, './table.gen')}'\n`,
  ].join('')
}

function methodText(operation: OperationModel, { table: provider }: ProviderModel): string {
  const table = provider.operations[operation.name]
  if (table === undefined) throw new Error(`the table has no operation ${operation.name}`)
  const doc = docComment(operationDoc(operation, table, provider), 2)
  return `${doc}  ${methodName(operation.name)}(${methodParameters(operation, table)}): ${methodResult(operation, table)}\n`
}

function methodParameters(operation: OperationModel, { kind }: OperationTable): string {
  if (kind === 'upload') return 'file: FileInput, options?: UploadOptions'
  const optional = isOptionalInput(operation) ? '?' : ''
  return `input${optional}: ${pascalCase(operation.name)}Input, options?: ${kind === 'task' ? 'TaskOptions' : 'SubmitOptions'}`
}

function methodResult(operation: OperationModel, { kind }: OperationTable): string {
  const { outputs, answer } = operationTypes(operation, { kind })
  if (kind === 'task') return `Task<${outputs}>`
  const types = answer === undefined ? outputs : `${outputs}, ${answer}`
  return kind === 'upload' ? `Promise<UploadResult<${types}>>` : `Promise<CallResult<${types}>>`
}

/** Longer prices are tables, which are hard to read in an editor: `estimate()` and the reference page show them. */
const MAX_PRICE_LINES = 14

/** The documentation of a client's method, paragraph by paragraph. */
function operationDoc(operation: OperationModel, table: OperationTable, provider: ProviderTable): (string | undefined)[] {
  const rules = isFileOnly(operation, table) ? [] : rulesOf(operation, table)
  return [
    operation.title,
    operation.description === operation.title ? undefined : operation.description,
    rules.length === 0 ? undefined : `Refused before anything is sent:\n${rules.map((rule) => `- ${rule}`).join('\n')}`,
    acceptsNote(table),
    priceNote(table, provider),
    [exampleTag(operation, table), operation.externalDocs === undefined ? undefined : `@see ${operation.externalDocs}`]
      .concat(operation.deprecated ? '@deprecated by the provider.' : [])
      .filter((tag) => tag !== undefined)
      .join('\n'),
  ]
}

function priceNote(table: OperationTable, provider: ProviderTable): string | undefined {
  if (table.kind !== 'task' && table.kind !== 'charge') return undefined
  const price = priceMarkdown(table.price, provider.money)
  if (price.split('\n').length <= MAX_PRICE_LINES) return price
  return `Price: depends on the request; \`client.estimate('${table.name}', input)\` returns it without sending a request.`
}

/** Whether the file is the only input. The client chooses the form field for it. */
function isFileOnly({ fields }: OperationModel, { upload }: OperationTable): boolean {
  return upload !== undefined && fields.every(({ name }) => name === upload.file || name === upload.url)
}

/** What an upload accepts, as far as the client checks it before sending. */
function acceptsNote({ upload }: OperationTable): string | undefined {
  if (upload === undefined) return undefined
  const { types, maxBytes, maxSide, maxSeconds } = upload.accepts
  const bounds = [
    maxBytes === undefined ? undefined : `${Math.round(maxBytes / 1024 / 102.4) / 10} MB`,
    maxSide === undefined ? undefined : `${maxSide} pixels a side`,
    maxSeconds === undefined ? undefined : `${maxSeconds} s`,
  ].filter((bound) => bound !== undefined)
  const notes = [
    types.length === 0 ? undefined : `Types taken: ${types.join(', ')}.`,
    bounds.length === 0 ? undefined : `At most ${bounds.join(', ')}.`,
    upload.url === undefined ? undefined : 'The provider fetches a `{ url }` itself.',
  ].filter((note) => note !== undefined)
  return notes.length === 0 ? undefined : notes.join(' ')
}

function exampleTag(operation: OperationModel, table: OperationTable): string | undefined {
  if (table.kind === 'upload') {
    return `@example\n\`\`\`ts\nconst { value } = await client.${methodName(operation.name)}(await openAsBlob('${exampleFile(table)}'))\n\`\`\``
  }
  if (operation.example === undefined) return undefined
  const input = Object.keys(operation.example).length === 0 ? '' : literal(operation.example)
  const call = `client.${methodName(operation.name)}(${input})`
  return `@example\n\`\`\`ts\nconst ${table.kind === 'task' ? 'result' : 'answer'} = await ${call}\n\`\`\``
}

/** A file name with the first accepted type: `file.png`. */
function exampleFile({ upload }: OperationTable): string {
  const [, ending = 'bin'] = /\/([a-z0-9]+)$/.exec(upload?.accepts.types[0] ?? '') ?? []
  return `file.${ending}`
}
