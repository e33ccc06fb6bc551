import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Emulator, type ScenarioOptions, startEmulator } from '@shotlist/emulator'
import { expect, onTestFinished } from 'vitest'
import { tinyMedia } from '../chaos/tiny-media.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { eventsOf, type Finished, folderOf } from '../harness/shotlist.ts'

type Json = { readonly [name: string]: unknown }

/** The parts of a vendor's document that a test replaces. */
export type Parts = {
  readonly provider?: Json
  readonly errors?: Json
  readonly task?: Json
  readonly paths?: Json
  readonly webhooks?: Json
}

export const TEXT = { type: 'string' }
/** The responses of an operation that has one kind of them. */
export function responses(schema: Json, example: unknown, status = '200'): Json {
  return { [status]: { description: 'The response.', content: { 'application/json': { schema, example } } } }
}

/** The task of an invented vendor as its reads return it. */
export const RENDER = {
  schema: {
    type: 'object',
    required: ['id'],
    properties: { id: TEXT, status: TEXT, url: TEXT, code: TEXT, why: TEXT },
  },
  example: { id: 'rd_1', status: 'done', url: 'https://files.vendor.example/rd_1.mp4', code: '', why: '' },
}

/** The path that starts a render. */
export const START = {
  operationId: 'start',
  summary: 'Start a render',
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: { type: 'object', required: ['prompt'], properties: { prompt: { ...TEXT, description: 'What the clip shows.' } } },
      },
    },
  },
  'x-operations': [{ name: 'text-to-video', starts: 'render', price: 5, example: { prompt: 'a lighthouse' } }],
  responses: responses({ type: 'object', required: ['id'], properties: { id: TEXT } }, { id: 'rd_1' }),
}

export const ID_IN_PATH = { name: 'id', in: 'path', required: true, schema: TEXT }

/** The document of an invented vendor: a render is started, and read until it is done. */
export function vendorDocument(parts: Parts = {}): Json {
  return {
    openapi: '3.1.0',
    info: { title: 'Vendor', version: '1' },
    servers: [{ url: 'https://api.vendor.example/v1' }],
    security: [{ token: [] }],
    'x-provider': {
      dialect: 1,
      id: 'vendor',
      title: 'Vendor',
      env: { key: 'VENDOR_API_KEY', base_url: 'VENDOR_BASE_URL' },
      idempotency: 'none',
      limits: { in_flight: 5, requests_per_minute: 600 },
      money: { unit: 'credit', usd: 0.01 },
      ...parts.provider,
    },
    'x-errors': { code: '$response.body#/error/code', message: '$response.body#/error/message', ...parts.errors },
    'x-tasks': {
      render: {
        id: '$response.body#/id',
        read: { operation: 'read', id: '$request.path.id' },
        state: {
          raw: '$response.body#/status',
          rules: [
            { at: '$response.body#/status', equals: 'done', is: 'succeeded' },
            { at: '$response.body#/status', equals: 'running', is: 'running' },
            { at: '$response.body#/status', equals: 'failed', is: 'failed' },
          ],
        },
        failure: { code: '$response.body#/code', message: '$response.body#/why' },
        outputs: { video_url: { from: '$response.body#/url', type: 'video' } },
        poll: { first: '20ms', every: '20ms', deadline: '1m' },
        ...parts.task,
      },
    },
    paths: {
      '/renders': { post: START },
      '/renders/{id}': {
        get: { operationId: 'read', summary: 'Read', parameters: [ID_IN_PATH], responses: responses(RENDER.schema, RENDER.example) },
      },
      ...parts.paths,
    },
    webhooks: parts.webhooks ?? {},
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  }
}

const VENDOR_KEY = 'vendor-test-key-0451'

/** A folder with the document and a manifest of one clip, and the emulator that serves the document. */
export type Vendor = {
  readonly path: string
  readonly emulator: Emulator
  readonly env: Readonly<Record<string, string>>
  shotlist(...args: readonly string[]): Promise<Finished>
  /** Runs the manifest, and returns its events. */
  run(): Promise<{ readonly code: number | null; readonly events: readonly Record<string, unknown>[] }>
}

type Scenario = ScenarioOptions & { readonly manifest?: string }

export const MANIFEST =
  'version: 1\nproviders: { vendor: { spec: vendor.openapi.yaml } }\njobs:\n  clip: { uses: vendor/text-to-video, with: { prompt: a lighthouse } }\n'

/** Everything is gone when the test ends. */
export async function openVendor(document: Json, { manifest = MANIFEST, ...scenario }: Scenario = {}): Promise<Vendor> {
  const folder = await folderOf({ 'vendor.openapi.yaml': JSON.stringify(document, null, 2), 'shotlist.yaml': manifest })
  const emulator = await startEmulator({ taskMs: 60, media: tinyMedia, ...scenario, document: join(folder.path, 'vendor.openapi.yaml') })
  onTestFinished(async () => {
    await emulator.close()
    await folder.remove()
  })
  const env = { VENDOR_API_KEY: VENDOR_KEY, VENDOR_BASE_URL: emulator.url }
  const shotlist = (...args: readonly string[]) => shotlistInProcess(args, { cwd: folder.path, env })
  const run = async () => {
    const { code, stdout, stderr } = await shotlist('run', '--yes', '--json')
    return { code, events: eventsOf(stdout), stderr }
  }
  return { path: folder.path, emulator, env, shotlist, run }
}

/** The clip as a run left it. */
export function clipOf({ path }: Vendor): Buffer {
  return readFileSync(join(path, 'renders', 'clip.mp4'))
}

/** What the emulator's ledger says after a run of one clip that made no mistake. */
export const ONE_CLIP = { submissions: 1, duplicates: 0, mistakeList: [] }

/** Describes, validates, plans, rehearses and runs the manifest without a fault, and returns the vendor after its one paid submission. */
export async function throughEveryVerb(document: Json, scenario?: Scenario): Promise<Vendor> {
  const vendor = await openVendor(document, scenario)
  for (const args of [['describe', 'vendor/text-to-video'], ['validate'], ['plan'], ['rehearse', '--yes', '--speed', '6000']]) {
    const { code, stdout, stderr } = await vendor.shotlist(...args)
    expect({ args, code, said: code === 0 ? '' : stdout + stderr }).toEqual({ args, code: 0, said: '' })
  }
  const { code, events } = await vendor.run()
  expect({ code, failed: events.filter((event) => event['event'] === 'job.failed') }).toEqual({ code: 0, failed: [] })
  return vendor
}
