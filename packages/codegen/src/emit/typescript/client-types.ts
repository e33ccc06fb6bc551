import type { OperationTable, ProviderTable } from '@shotlist/core/contract'
import type { OperationModel } from '../../ir/model.ts'
import { pascalCase, propertyKey } from '../names.ts'
import { docComment, quoted } from './syntax.ts'

/** Names of a client's own types: the client, its options, and its operations and tasks by name. */
export function clientTypes({ id }: Pick<ProviderTable, 'id'>): readonly [client: string, options: string, inputs: string, tasks: string] {
  const name = pascalCase(id)
  return [`${name}Client`, `${name}Options`, `${name}Inputs`, `${name}Tasks`]
}

/** The options of `createClient`. The document lists the regions. */
export function optionsType(table: Pick<ProviderTable, 'id' | 'servers' | 'title'>): string {
  const [, name] = clientTypes(table)
  const [first, ...others] = table.servers.map(({ region }) => region)
  const doc = docComment([`Options of a client of ${table.title}.`])
  if (first === undefined || others.length === 0) return `${doc}export interface ${name} extends ClientOptions {}\n`
  const region = docComment([`The region. Default: \`${first}\`.`], 2)
  return `${doc}export interface ${name} extends ClientOptions {\n${region}  readonly region?: ${[first, ...others].map(quoted).join(' | ')} | undefined\n}\n`
}

/** Inputs of the paid operations, by name, for `estimate`. */
export function inputsType(table: Pick<ProviderTable, 'id' | 'title' | 'operations'>): string {
  const [, , name] = clientTypes(table)
  const paid = Object.values(table.operations).filter(({ kind }) => kind === 'task' || kind === 'charge')
  const members = paid.map((operation) => `  readonly ${propertyKey(operation.name)}: ${pascalCase(operation.name)}Input\n`)
  return `${docComment([`What the paid operations of ${table.title} take, by their names.`])}export interface ${name} {\n${members.join('')}}\n`
}

/** Outputs of tasks, by kind and by the operations that start them, for `retrieveMany`. */
export function tasksType(table: Pick<ProviderTable, 'id' | 'title' | 'operations' | 'tasks'>): string {
  const [, , , name] = clientTypes(table)
  const starters = Object.values(table.operations).filter(({ starts }) => starts !== undefined)
  const kinds = Object.keys(table.tasks).flatMap((kind) => {
    const starter = starters.find(({ starts }) => starts === kind)
    return starter === undefined ? [] : ([[kind, starter.name]] as const)
  })
  const outputs = new Map([...starters.map((operation) => [operation.name, operation.name] as const), ...kinds])
  const members = [...outputs].map(([key, operation]) => `  readonly ${propertyKey(key)}: ${pascalCase(operation)}Outputs\n`)
  const doc = docComment([`What the tasks of ${table.title} yield, by kind and by the operations that start them.`])
  return `${doc}export interface ${name} {\n${members.join('')}}\n`
}

/**
 * Names of an operation's types. `answer` is present for operations that respond at once; the client itself reads the responses about a
 * task.
 */
export function operationTypes({ name, answer }: OperationModel, { kind }: Pick<OperationTable, 'kind'>) {
  const type = pascalCase(name)
  const input = `${type}Input`
  const outputs = `${type}Outputs`
  return kind === 'task' || answer === undefined ? { input, outputs } : { input, outputs, answer: `${type}Answer` }
}

/** The type of an operation's constant: `Operation<BalanceInput, BalanceOutputs, 'query', BalanceAnswer>`. */
export function operationType(operation: OperationModel, table: Pick<OperationTable, 'kind'>): string {
  const { input, outputs, answer } = operationTypes(operation, table)
  return `Operation<${[input, outputs, `'${table.kind}'`, ...(answer === undefined ? [] : [answer])].join(', ')}>`
}
