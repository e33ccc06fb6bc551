import type { ProviderTable } from '../contract/index.ts'
import { ConfigurationError } from '../errors/configuration-error.ts'
import { estimatePrice } from '../prices/estimate-price.ts'
import { readBalance } from './balance.ts'
import { callOperation } from './call.ts'
import type { ClientOptions } from './client-options.ts'
import { createEngine } from './create-engine.ts'
import { type Engine, type EngineOperation, operationOf } from './engine.ts'
import { equipTable } from './equip.ts'
import type { ProviderClient } from './provider-client.ts'
import { readTask } from './read-task.ts'
import { readManyTasks, recentTasks } from './read-tasks.ts'
import { resumeTask } from './resume.ts'
import { sendRaw } from './send-raw.ts'
import { startTaskWithFiles } from './start.ts'
import { submitTask } from './submit.ts'
import { uploadFile } from './upload.ts'

/** How each kind of operation is used. */
const uses = { task: 'start or submit', upload: 'upload', query: 'call', charge: 'call' } as const

/** A provider's operations by name, on an engine that has all of them. */
export const namedClient = (engine: Engine, table: ProviderTable): ProviderClient => {
  const pick = (name: string, use: string): EngineOperation => {
    const operation = operationOf(engine, name)
    if (uses[operation.kind].includes(use)) return operation
    throw new ConfigurationError(`${table.id}/${name} is of kind ${operation.kind}.`, { hint: `Use ${uses[operation.kind]}.` })
  }
  const balance = Object.values(table.operations).find((operation) => operation.balance !== undefined)
  return {
    table,
    baseUrl: engine.baseUrl,
    submit: async (name, input, options) => submitTask(engine, pick(name, 'submit'), input, options),
    read: async (kind, taskId, options) => readTask(engine, kind, taskId, options),
    readMany: (kind, taskIds, options) => readManyTasks(engine, kind, taskIds, options),
    recent: (kind, options) => recentTasks(engine, kind, options),
    call: async (name, input, options) => callOperation(engine, pick(name, 'call'), input, options),
    upload: async (name, file, options) => uploadFile(engine, pick(name, 'upload'), file, options),
    balance: async (options) => (balance === undefined ? undefined : readBalance(engine, { ...balance, unit: table.money.unit }, options)),
    start: (name, input, options) => startTaskWithFiles(engine, pick(name, 'start'), input, options),
    resume: (saved, options) => resumeTask(engine, saved, options),
    fetch: (request) => sendRaw(engine, request),
    estimate: (name, input) => {
      operationOf(engine, name)
      return estimatePrice(table.operations[name] ?? { kind: 'query', defaults: {} }, input, { money: table.money })
    },
  }
}

/**
 * Makes the client of any provider from its table.
 *
 * @throws ConfigurationError without a key, or with a region or base URL that cannot be.
 */
export const createProviderClient = (table: ProviderTable, options: ClientOptions): ProviderClient =>
  namedClient(createEngine(table, equipTable(table, options.validators), options), table)
