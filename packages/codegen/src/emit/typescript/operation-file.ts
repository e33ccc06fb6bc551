import type { OperationTable, ProviderTable } from '@shotlist/core/contract'
import { forUsers } from '../../dialect/for-users.ts'
import { describeFields } from '../../ir/describe-fields.ts'
import type { OperationModel } from '../../ir/model.ts'
import type { PlainObject } from '../../spec/place.ts'
import { type GeneratedFile, typescriptHeader } from '../generated-file.ts'
import { constantName } from '../names.ts'
import { type ClientTarget, runtimeImport, siblingImport } from './client-target.ts'
import { operationType, operationTypes } from './client-types.ts'
import { inputType } from './input-type.ts'
import { outputsType, schemaType } from './schema-type.ts'
import { docComment, literal } from './syntax.ts'
import { leanOperation, taskConstant } from './tables.ts'

const RUNTIME_TYPES = ['Download', 'FileInput', 'Int64', 'Int64Input'] as const

/** One named operation: its types, and the part of the table and the runtime that sending it needs. */
export function operationFile(operation: OperationModel, provider: ProviderTable, target: ClientTarget): GeneratedFile {
  const table = provider.operations[operation.name]
  if (table === undefined) throw new Error(`the table has no operation ${operation.name}`)
  const answer = answerType(operation, table)
  const types = [inputType(operation, table), outputsType(table, provider), answer].filter((text) => text !== undefined).join('\n')
  const run = runName(table)
  const uploads = [...new Set(Object.values(table.uploads))].filter((name) => Object.hasOwn(provider.operations, name))
  const exact = exactCode(table.int64)
  const places = table.body === 'none' || [table.pathFields, table.queryFields, table.headerFields].some((fields) => fields.length > 0)
  const marks = table.keys !== undefined
  const nests = table.places !== undefined
  const embeds = table.files !== undefined
  const write = writerName(table)
  const code = [
    run,
    ...(exact === undefined ? [] : [exact.name]),
    ...(places ? ['placeInput'] : []),
    ...(nests ? ['nestBody'] : []),
    ...(marks ? ['markRequest'] : []),
    ...(write === undefined ? [] : [write]),
    ...(embeds ? ['FILE_EMBEDDING'] : []),
  ]
  const imports = [...RUNTIME_TYPES.filter((name) => new RegExp(`\\b${name}\\b`).test(types)), 'Operation'].map((name) => `type ${name}`)
  const members = [
    ...Object.entries(leanOperation(table)).map(([key, value]) => `${key}: ${literal(value, 2)}`),
    `run: ${run}`,
    ...(table.starts === undefined ? [] : [`task: ${taskConstant(table.starts)}`]),
    ...(places ? ['place: placeInput'] : []),
    ...(nests ? ['nest: nestBody'] : []),
    ...(marks ? ['mark: markRequest'] : []),
    ...(write === undefined ? [] : [`write: ${write}`]),
    ...(embeds ? ['embed: FILE_EMBEDDING'] : []),
    ...(exact === undefined ? [] : [`exact: /* @__PURE__ */ ${exact.name}(${literal(exact.places, 2)})`]),
    ...(uploads.length === 0 ? [] : [`needs: [${uploads.map(constantName).join(', ')}]`]),
  ]
  const text = [
    typescriptHeader(target.origin),
    `import { ${[...imports, ...code.toSorted()].join(', ')} } from '${runtimeImport(target, 1)}'\n`,
    ...uploads.map((upload) => `import { ${constantName(upload)} } from '${siblingImport(target, `./${upload}.gen`)}'\n`),
    ...(table.starts === undefined
      ? []
      : [`import { ${taskConstant(table.starts)} } from '${siblingImport(target, `../tasks/${table.starts}.gen`)}'\n`]),
    `\n${types}\n`,
    docComment([`${operation.title}: what sending it needs. Inputs are not checked before they are sent.`]),
    `export const ${constantName(operation.name)}: ${operationType(operation, table)} = {\n`,
    ...members.map((member) => `  ${member},\n`),
    '}\n',
  ]
  return { path: `${target.folder}/operations/${operation.name}.gen.ts`, text: text.join('') }
}

/** What keeps an operation's 64-bit integers exact. Integers that are direct fields of the input need less code. */
function exactCode(patterns: readonly string[]): { readonly name: string; readonly places: readonly string[] } | undefined {
  if (patterns.length === 0) return undefined
  const direct = patterns.every((pattern) => /^\/\w+$/.test(pattern))
  return direct ? { name: 'exactFields', places: patterns.map((pattern) => pattern.slice(1)) } : { name: 'exactIntegers', places: patterns }
}

/** What writes a body other than JSON. Calls and uploads write forms by themselves. */
function writerName({ body, kind }: Pick<OperationTable, 'body' | 'kind'>): 'formOf' | 'urlencodedOf' | undefined {
  if (body === 'urlencoded') return 'urlencodedOf'
  return body === 'form' && kind === 'task' ? 'formOf' : undefined
}

/** The runtime's function behind a client's method. */
function runName({ kind, uploads }: OperationTable): string {
  if (kind === 'upload') return 'uploadFile'
  if (kind !== 'task') return 'callOperation'
  return Object.keys(uploads).length === 0 ? 'startTask' : 'startTaskWithFiles'
}

/**
 * The type of the whole response of an operation that responds at once, including what its outputs do not name. An operation that starts a
 * task has no such type: the client reads the responses.
 */
function answerType(operation: OperationModel, { kind, fileTypes }: Pick<OperationTable, 'kind' | 'fileTypes'>): string | undefined {
  const { answer: name } = operationTypes(operation, { kind })
  if (name === undefined) return undefined
  if (fileTypes !== undefined)
    return `${docComment([`The file that \`${operation.name}\` answers, as it arrives.`])}export type ${name} = Download\n`
  const schema = forUsers(operation.answer, 'wire') as PlainObject
  const table = { ...describeFields(schema), uploads: {}, files: {} }
  const type = schemaType(schema, { pointer: '', indent: 0, table, root: schema, int64: 'Int64' })
  const doc = docComment([`What \`${operation.name}\` answers.`])
  return type.startsWith('{') ? `${doc}export interface ${name} ${type}\n` : `${doc}export type ${name} = ${type}\n`
}
