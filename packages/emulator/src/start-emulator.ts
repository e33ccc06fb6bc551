import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProviderModel } from '@shotlist/codegen'
import { resolveDocument } from './documents/resolve-document.ts'
import { FileStore } from './files/file-store.ts'
import { listen } from './http/server.ts'
import type { LedgerReport } from './ledger/ledger.ts'
import { createMediaMaker } from './media/create-media-maker.ts'
import { Memory, type MemoryRecord } from './memory/memory.ts'
import { type Context, newState, report } from './provider/context.ts'
import { makeFiles, offerFile } from './provider/make-files.ts'
import { RouteTable } from './requests/route-table.ts'
import { schemaCheckOf } from './requests/schema-check.ts'
import { FaultInjector } from './scenario/fault-injector.ts'
import { type Fault, readFaults } from './scenario/faults.ts'
import { readSettings, type ScenarioOptions } from './scenario/options.ts'
import { seededRandom } from './scenario/random.ts'
import { ScenarioError } from './scenario/scenario-error.ts'
import { readWebhooks } from './scenario/webhook-targets.ts'
import type { Task } from './tasks/task.ts'
import { WebhookSender } from './webhooks/webhook-sender.ts'

/** What to serve, where, and how it behaves. */
export type EmulatorOptions = ScenarioOptions & {
  /** A document's model, its path, or the id of a provider that ships: `pixverse`, `acedata`, `302ai`. */
  readonly document: string | ProviderModel
  /** The path of an OpenAPI Overlay, which is applied to the document at a path. */
  readonly overlay?: string
  /** Default 0: any free port. */
  readonly port?: number
  /** Default `127.0.0.1`. */
  readonly host?: string
}

/** An emulated provider. */
export type Emulator = {
  /** The value for the provider's base URL variable: `http://127.0.0.1:40123`. */
  readonly url: string
  readonly model: ProviderModel
  /** What clients have done so far. */
  ledger(): LedgerReport
  /**
   * Replaces the faults and resets their counts.
   * @throws ScenarioError with every mistake in them.
   */
  setFaults(faults: readonly Fault[]): void
  /** Closes all connections and workers and removes temporary files. */
  close(): Promise<void>
}

/**
 * Serves a document with the dialect as a live, stateful provider.
 * @throws DocumentError if the document cannot be served, ScenarioError if the options are invalid.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const model = resolveDocument(options.document, options.overlay)
  const operations = Object.keys(model.table.operations)
  const settings = readSettings(options, model.table.limits.inFlight)
  // Faults have their own random source, so that adding a fault does not change ids and durations.
  const faults = new FaultInjector(readFaults(options.faults ?? [], operations), seededRandom(settings.seed + 1))
  const media = options.media ?? createMediaMaker()
  const files = new FileStore(settings.folder === undefined ? undefined : join(settings.folder, 'files'))
  await files.open().catch((cause: unknown) => {
    const [folder, hint] = settings.folder === undefined ? [tmpdir(), ': set TMPDIR to a writable folder'] : [settings.folder, '']
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new ScenarioError('the emulator has no folder for its files', [`${folder} cannot be written (${code})${hint}`])
  })
  const webhooks = new WebhookSender(options.webhooks === false ? undefined : readWebhooks(options.webhooks ?? {}))
  const host = options.host ?? '127.0.0.1'
  let context: Context | undefined
  const server = await listen({ host, port: options.port ?? 0 }, (port) => {
    context = newContext({
      model,
      settings,
      faults,
      media,
      files,
      webhooks,
      url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    })
    return context
  })
  const ready = context as unknown as Context
  return {
    url: ready.url,
    model,
    ledger: () => report(ready),
    setFaults: (list) => faults.set(readFaults(list, operations)),
    close: async () => {
      await webhooks.close()
      await server.close()
      if (options.media === undefined) await media.close()
      await files.close()
    },
  }
}

function newContext(parts: Pick<Context, 'model' | 'settings' | 'faults' | 'media' | 'files' | 'webhooks' | 'url'>): Context {
  const { settings, model, url } = parts
  const memory = settings.folder === undefined ? undefined : new Memory(settings.folder, url)
  const records = memory?.read() ?? []
  // Each record has used numbers of the seed, so the seed changes with their count: ids must not repeat.
  const random = seededRandom(settings.seed + 7919 * records.length)
  const state = newState(settings, random, records.at(-1)?.nextId)
  const context: Context = {
    ...parts,
    clock: settings.clock,
    random,
    memory,
    routes: new RouteTable(model),
    check: schemaCheckOf(model),
    state,
  }
  restoreState(context, records)
  return context
}

/** Restores the state of a provider: tasks, uploads, charges and keys. The ledger starts empty. */
function restoreState(context: Context, records: readonly MemoryRecord[]): void {
  const { tasks, uploads, account, replays } = context.state
  for (const record of records) {
    if ('upload' in record) {
      uploads.add(record.upload)
      if (record.upload.file !== undefined) context.files.adopt(record.upload.file, record.upload.type)
      continue
    }
    const { submission } = record
    account.charge(submission.charge)
    replays.remember(submission)
    for (const recipe of submission.recipes ?? []) offerFile(context, recipe)
    if (submission.task === undefined) continue
    const task = restoredTask(submission.task)
    tasks.add(task, context.clock.now())
    makeFiles(context, task)
  }
}

/** Restores what JSON cannot hold (infinity and `undefined`), and starts making the file again. */
function restoredTask(task: Task): Task {
  const { outcome, file } = task
  return {
    ...task,
    // Folders of earlier versions do not have it.
    cancelId: task.cancelId ?? task.id,
    outcome: outcome.state === 'unknown' ? { ...outcome, untilMs: outcome.untilMs ?? Infinity } : outcome,
    file: file === undefined ? undefined : { ...file, state: 'making', bytes: undefined },
  }
}
