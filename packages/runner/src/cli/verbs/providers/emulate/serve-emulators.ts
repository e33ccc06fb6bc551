import { once } from 'node:events'
import type { ProviderModel } from '@shotlist/codegen'
import type { Emulator } from '@shotlist/emulator'
import { UsageError } from '../../../../errors/input-errors.ts'
import { jsonText } from '../../../../show/text/print-json.ts'
import { visible } from '../../../../show/text/visible.ts'
import { EXIT } from '../../../exit-status.ts'
import { documentOf } from '../../../options/document-options.ts'
import { scenarioOf } from '../../../options/emulator-options.ts'
import { findProvider, openCatalog } from '../../../project/open-catalog.ts'
import { standInKey } from '../../../project/stand-in-key.ts'
import type { VerbContext, VerbOptions } from '../../../verb.ts'
import { launchEmulator } from './launch-emulator.ts'

const MAX_PORT = 65_535

/** `shotlist emulate`: serves each provider until the user stops the command. */
export async function serveEmulators(context: VerbContext, names: readonly string[], options: VerbOptions): Promise<number> {
  const models = await modelsFor(context, names, options)
  const scenario = scenarioOf(options)
  const first = portOf(options)
  const last = first + models.length - 1
  if (last > MAX_PORT) throw new UsageError(`--port ${first} is too high for ${models.length} providers: the highest port is ${MAX_PORT}`)
  const host = String(options['host'] ?? '127.0.0.1')
  const emulators: Emulator[] = []
  try {
    for (const [index, document] of models.entries()) {
      const emulator = await launchEmulator({ document, host, port: first === 0 ? 0 : first + index, ...scenario })
      emulators.push(emulator)
      announce(context, emulator, options['json'] === true)
    }
    if (options['json'] !== true)
      context.stderr.write('Serving until Ctrl-C. /__emulator/ledger counts what clients did, and lists their mistakes.\n')
    if (!context.signal.aborted) await once(context.signal, 'abort')
    return EXIT.done
  } finally {
    await Promise.all(emulators.map((emulator) => emulator.close()))
  }
}

async function modelsFor({ cwd }: VerbContext, names: readonly string[], options: VerbOptions): Promise<ProviderModel[]> {
  const document = documentOf(options)
  const catalog = await openCatalog({ cwd, manifest: undefined, document })
  const wanted = names.length > 0 ? names : document === undefined ? catalog.ids : catalog.ids.slice(0, 1)
  return wanted.map((id) => findProvider(id, { catalog, verb: 'emulate' }))
}

function announce({ stdout }: VerbContext, { model, url }: Emulator, json: boolean): void {
  const { id, title, env } = model.table
  const key = standInKey(model.table, 'emulated')
  if (json) stdout.write(`${jsonText({ provider: id, url, env: { [env.baseUrl]: url, [env.key]: key } })}\n`)
  else stdout.write(`# ${visible(title)}\nexport ${env.baseUrl}=${url}\nexport ${env.key}=${key}\n`)
}

function portOf({ port }: VerbOptions): number {
  if (port === undefined) return 0
  if (typeof port === 'string' && /^\d{1,5}$/.test(port) && Number(port) <= MAX_PORT) return Number(port)
  throw new UsageError(`--port needs a number up to ${MAX_PORT}, not ${String(port)}`)
}
