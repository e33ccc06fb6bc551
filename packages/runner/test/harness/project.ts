import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createProviderClient } from '@shotlist/core'
import { onTestFinished } from 'vitest'
import type { RunEvent } from '../../src/run/run-event.ts'
import type { RunOptions } from '../../src/run/run-options.ts'
import { type RunSummary, runPlan } from '../../src/run/run-plan.ts'
import { lockfilePath } from '../../src/store/lockfile-text.ts'
import { stateFolder } from '../../src/store/state-folder.ts'
import { OWN_DOCUMENT, planHere } from './plan-here.ts'
import { quickClock } from './quick-clock.ts'
import { KEY, serveTiny, type TinyScript, type TinyServer } from './tiny-server.ts'
import { watchedDownload } from './watched-download.ts'

/** The document, with and without idempotency keys. */
const TINY = await readFile(new URL('../fixtures/tiny.openapi.yaml', import.meta.url), 'utf8')
const KEYLESS = TINY.replace('idempotency: Idempotency-Key', 'idempotency: none')

const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

export type ProjectOptions = TinyScript & {
  /** The manifest below `version` and `providers`. */
  readonly manifest: string
  readonly files?: Readonly<Record<string, string | Buffer>>
  /** Whether the provider honours idempotency keys. Default: true. */
  readonly idempotent?: boolean
}

export type Result = { readonly summary: RunSummary; readonly events: readonly RunEvent[] }

/** A folder with a manifest, and its provider; both are removed when the test ends. */
export type Project = {
  readonly path: string
  readonly server: TinyServer
  /** Environment for the command as a process. */
  readonly env: Readonly<Record<string, string>>
  /** Runs the manifest in this process. With the default clock, waiting takes no time. */
  run(options?: Partial<RunOptions>, manifest?: string): Promise<Result>
  write(name: string, content: string | Buffer): Promise<void>
  manifest(text: string): Promise<void>
  read(name: string): Promise<Buffer>
}

/** Makes a project. */
export async function project({ manifest, files = {}, idempotent = true, ...script }: ProjectOptions): Promise<Project> {
  const path = await mkdtemp(join(tmpdir(), 'shotlist-runner-'))
  const server = await serveTiny({ honoursKeys: idempotent, ...script })
  onTestFinished(async () => {
    await server.close()
    await rm(path, { recursive: true, force: true, maxRetries: 20 })
  })
  const write = async (name: string, content: string | Buffer) => {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), content)
  }
  const writeManifest = (text: string) =>
    write('shotlist.yaml', `version: 1\nproviders: { tiny: { ${OWN_DOCUMENT} } }\ndefaults: { provider: tiny, retries: 1 }\n${text}`)
  await write('tiny.openapi.yaml', idempotent ? TINY : KEYLESS)
  await write('pixel.png', PIXEL)
  for (const [name, content] of Object.entries(files)) await write(name, content)
  await writeManifest(manifest)
  return {
    path,
    server,
    env: { TINY_API_KEY: KEY, TINY_BASE_URL: server.url },
    run: (options, name = 'shotlist.yaml') => runHere(join(path, name), server, options),
    write,
    manifest: writeManifest,
    read: (name) => readFile(join(path, name)),
  }
}

async function runHere(manifestPath: string, server: TinyServer, options: Partial<RunOptions> = {}): Promise<Result> {
  const path = dirname(manifestPath)
  const events: RunEvent[] = []
  const summary = await runPlan({
    plan: await planHere(manifestPath),
    verb: 'run',
    state: stateFolder(path),
    lockfile: lockfilePath(manifestPath),
    connect: ({ model }) => ({ client: createProviderClient(model.table, { apiKey: KEY, baseUrl: server.url }), account: 'test' }),
    onEvent: (event) => events.push(event),
    signal: new AbortController().signal,
    clock: quickClock(),
    pace: { firstMs: 100, everyMs: 100 },
    fetch: watchedDownload(server.taken),
    ...options,
  })
  return { summary, events }
}

/** The names of the events, without those of the run. */
export function storyOf({ events }: Result, job: string): string[] {
  return events.flatMap((event) => ('job' in event && event.job === job ? [event.event] : []))
}
