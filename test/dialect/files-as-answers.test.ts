import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compileDocument } from '@shotlist/codegen'
import { connect, createProviderClient, type Download, type Operation, OutcomeUnknownError, type ProviderBase } from '@shotlist/core'
import { type Fault, startEmulator } from '@shotlist/emulator'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { tinyMedia } from '../chaos/tiny-media.ts'
import { folderOf } from '../harness/shotlist.ts'
import { generateClient } from './typed-client.ts'
import { openVendor, type Vendor } from './vendor.ts'

const KEY = '6f1c9d2e-8f0a-4b56-9d5b-2f4f1f7a8c61'
const FILE = new URL('phonograph.openapi.yaml', import.meta.url)

type Document = {
  readonly 'x-provider': Readonly<Record<string, unknown>>
  readonly 'x-tasks': Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** The document under the name that the harness expects. */
const DOCUMENT = withProvider({ id: 'vendor', env: { key: 'VENDOR_API_KEY', base_url: 'VENDOR_BASE_URL' } })
const WITH_KEYS = withProvider({ ...DOCUMENT['x-provider'], idempotency: 'Idempotency-Key' })

function withProvider(provider: object): Document {
  const document = parse(readFileSync(FILE, 'utf8')) as Document
  return { ...document, 'x-provider': { ...document['x-provider'], ...provider } }
}

const JOBS = {
  speech: '{ uses: vendor/text-to-speech, with: { prompt: good morning } }',
  clip: '{ uses: vendor/text-to-clip, with: { prompt: a fox } }',
  film: '{ uses: vendor/text-to-video, with: { prompt: a bear } }',
}

function manifestOf(...names: (keyof typeof JOBS)[]): string {
  const jobs = names.map((name) => `  ${name}: ${JOBS[name]}\n`)
  return `version: 1\nproviders: { vendor: { spec: vendor.openapi.yaml } }\njobs:\n${jobs.join('')}`
}

type Run = Awaited<ReturnType<Vendor['run']>>

function eventIn({ events }: Run, name: string): Readonly<Record<string, unknown>> | undefined {
  return events.find(({ event }) => event === name)
}

function opened(document: Document, job: keyof typeof JOBS, ...faults: Fault[]): Promise<Vendor> {
  return openVendor(document, { manifest: manifestOf(job), faults })
}

function fileOf({ path }: Vendor, name: string): Buffer {
  return readFileSync(join(path, 'renders', name))
}

test('a file is the response to a submission, to a read, and to the request for a result', async () => {
  const vendor = await openVendor(DOCUMENT, { manifest: manifestOf('speech', 'clip', 'film') })
  for (const args of [['describe', 'vendor/text-to-speech'], ['validate'], ['plan'], ['rehearse', '--yes', '--speed', '6000']]) {
    const { code, stdout, stderr } = await vendor.shotlist(...args)
    expect({ args, code, said: code === 0 ? '' : stdout + stderr }).toEqual({ args, code: 0, said: '' })
  }
  const ran = await vendor.run()
  expect(ran.code).toBe(0)
  expect(fileOf(vendor, 'speech.mp3').subarray(0, 4).toString()).toBe('RIFF')
  for (const name of ['clip.mp4', 'film.mp4']) expect(fileOf(vendor, name).subarray(4, 8).toString()).toBe('ftyp')
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 3, duplicates: 0, mistakeList: [], money: { charged: 15 } })
  const costs = ran.events.flatMap(({ event, job, credits }) => (event === 'job.done' ? [[job, credits]] : []))
  expect(Object.fromEntries(costs)).toEqual({ speech: 3, clip: 5, film: 7 })

  rmSync(join(vendor.path, 'renders', 'speech.mp3'))
  expect((await vendor.run()).code).toBe(0)
  expect(fileOf(vendor, 'speech.mp3').length).toBeGreaterThan(1000)
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 3 })
})

test.each([
  ['after its head', { on: 'submit', kind: 'drop-mid-body', nth: 1 }, 'did not arrive whole'],
  ['whole', { on: 'submit', kind: 'drop-after', nth: 1 }, 'the connection broke off'],
  [
    'for a page of a gateway',
    { on: 'submit', kind: 'html', accepted: true, nth: 1 },
    'the body is text/html, and neither audio/wav nor JSON',
  ],
  [
    'for JSON that is no error',
    { on: 'submit', kind: 'foreign-json', accepted: true, nth: 1 },
    'a success response of type application/json, and not audio/wav',
  ],
] satisfies [string, Fault, string][])(
  'a paid response that is lost %s is uncertain, and not asked for again',
  async (_how, fault, why) => {
    const vendor = await opened(DOCUMENT, 'speech', fault)
    const first = await vendor.run()
    expect(first.code).toBe(4)
    expect(eventIn(first, 'job.uncertain')).toMatchObject({ job: 'speech', message: expect.stringContaining(why) as string })
    expect(String(eventIn(first, 'job.uncertain')?.['hint'])).toMatch(/Look there at what was charged.*resolve speech --resubmit/)
    expect((await vendor.run()).code).toBe(4)
    expect(vendor.emulator.ledger()).toMatchObject({ submissions: 1 })
    expect((await vendor.shotlist('resolve')).stdout).toMatch(/keeps no task of it(?![^]*--task-id)/)
    await vendor.shotlist('resolve', 'speech', '--resubmit')
    expect((await vendor.run()).code).toBe(0)
    expect(vendor.emulator.ledger()).toMatchObject({ submissions: 2 })
  },
)

test('a paid response that is lost is repeated with its key, where the provider has keys', async () => {
  const vendor = await opened(WITH_KEYS, 'speech', { on: 'submit', kind: 'drop-mid-body', nth: 1 })
  const ran = await vendor.run()
  expect(ran.code).toBe(0)
  expect(eventIn(ran, 'job.retry')).toMatchObject({ message: expect.stringContaining('did not arrive whole') as string })
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 1, replayed: 1, duplicates: 0, mistakeList: [] })
})

test('a file that came with its response cannot be fetched again', async () => {
  const vendor = await opened(DOCUMENT, 'speech')
  expect((await vendor.run()).code).toBe(0)
  for (const folder of ['renders', '.shotlist/artifacts']) rmSync(join(vendor.path, folder), { recursive: true })
  const again = await vendor.run()
  expect(again.code).toBe(1)
  expect(eventIn(again, 'job.failed')).toMatchObject({
    message: 'its file is no longer on this machine, and the provider sent it only once',
    hint: expect.stringMatching(/It was paid. To render it again, and pay again: .*run --force speech/) as string,
  })
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 1 })
})

test('`call` writes the file, and is told where before anything is paid', async () => {
  const vendor = await opened(DOCUMENT, 'speech')
  const call = ['call', 'vendor/text-to-speech', '--spec', 'vendor.openapi.yaml', '--prompt', 'hello']
  const refused = await vendor.shotlist(...call)
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('answers with a file: name it with --output')])
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 0 })
  expect((await vendor.shotlist(...call, '--output', 'hello.wav')).code).toBe(0)
  expect(readFileSync(join(vendor.path, 'hello.wav')).subarray(0, 4).toString()).toBe('RIFF')
})

test('no other job can name such a file', async () => {
  const pair = `${manifestOf('speech')}  next: { uses: vendor/text-to-clip, with: { prompt: "\${{ jobs.speech.outputs.audio }}" } }\n`
  const vendor = await openVendor(DOCUMENT, { manifest: pair })
  const { code, stdout, stderr } = await vendor.shotlist('validate')
  expect([code, stdout + stderr]).toEqual([2, expect.stringContaining('has no address for its `audio`, which is the file itself')])
})

test('an error in JSON is an error as everywhere', async () => {
  const vendor = await opened(DOCUMENT, 'speech', { on: 'submit', kind: 'error', code: 'refused', nth: 1 })
  const ran = await vendor.run()
  expect(ran.code).toBe(1)
  expect(eventIn(ran, 'job.failed')).toMatchObject({ class: 'moderation', code: 'refused' })
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 0 })
})

test.each(['clip', 'film'] as const)('the file of a task is only read again if it is lost: %s', async (job) => {
  const vendor = await opened(
    DOCUMENT,
    job,
    { on: 'read', kind: 'drop-mid-body', nth: [1, 3, 4, 6] },
    { on: 'read', kind: 'html', nth: [2, 5] },
  )
  const ran = await vendor.run()
  expect(ran.code).toBe(0)
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 1, duplicates: 0 })
})

test('a header of the response decides the state', async () => {
  const vendor = await opened(DOCUMENT, 'clip', { on: 'submit', kind: 'task-fails', class: 'moderation' })
  const ran = await vendor.run()
  expect(ran.code).toBe(1)
  expect(eventIn(ran, 'job.failed')).toMatchObject({ class: 'moderation' })
})

test('mistakes in outputs that are the body are told with their places', async () => {
  const text = readFileSync(FILE, 'utf8')
    .replace('content: { audio/wav: {} }', 'content: { application/json: { schema: { type: object } } }')
    .replace('video: { from: $response.body, type: video }', 'video: { from: ["$response.body#/url", $response.body], type: video }')
    .replace('frames: { from: "$response.header.x-frames"', 'frames: { from: "$response.body#/frames"')
    .replace('/films/{id}/reel:\n    get:', '/films/{id}/reel:\n    post:')
  const compiled = compileDocument({ name: 'phonograph.openapi.yaml', text })
  expect(compiled.ok ? [] : compiled.issues.map(({ code, line, message }) => `${line} ${code} ${message}`)).toEqual([
    expect.stringMatching(/file-body the body is the file, or an address is in the body/),
    expect.stringMatching(/file-body only a GET can return the file of a task, and readReel is not one/),
    expect.stringMatching(/file-body the body of this response is the file of video: other outputs are read from its headers/),
    expect.stringMatching(/file-body the response of speak is declared as no file of type audio/),
  ])
})

async function startPhonograph(...faults: Fault[]) {
  const emulator = await startEmulator({ document: FILE.pathname, taskMs: 20, media: tinyMedia, faults })
  onTestFinished(() => emulator.close())
  return emulator
}

test('the emulator answers a known key with the same file after a restart', async () => {
  const folder = await folderOf({
    'phonograph.openapi.yaml': readFileSync(FILE, 'utf8').replace('idempotency: none', 'idempotency: X-Key'),
  })
  onTestFinished(() => folder.remove())
  const settings = { document: join(folder.path, 'phonograph.openapi.yaml'), folder: join(folder.path, 'state'), media: tinyMedia }
  const speak = async () => {
    const emulator = await startEmulator(settings)
    const headers = { authorization: 'Bearer a-key', 'api-version': '2', 'content-type': 'application/json', 'x-key': KEY }
    const response = await fetch(`${emulator.url}/v1/speech`, { method: 'POST', headers, body: '{"prompt":"good morning"}' })
    const bytes = Buffer.from(await response.arrayBuffer())
    const { replayed } = emulator.ledger()
    await emulator.close()
    return { status: response.status, bytes, replayed }
  }
  const first = await speak()
  expect(first).toMatchObject({ status: 200, replayed: 0 })
  expect(await speak()).toEqual({ ...first, replayed: 1 })
})

test('clients give the file of a response as a stream', async () => {
  const emulator = await startPhonograph({ on: 'text-to-speech', kind: 'drop-mid-body', nth: 2 })
  const compiled = compileDocument({ name: 'phonograph.openapi.yaml', text: readFileSync(FILE, 'utf8') })
  if (!compiled.ok) throw new Error('the document has mistakes')
  const client = createProviderClient(compiled.model.table, { apiKey: 'a-key', baseUrl: emulator.url })
  const { body, charged } = await client.call('text-to-speech', { prompt: 'good morning' })
  const { stream, totalBytes, type } = body as Download
  const bytes = await bytesOf(stream)
  expect({ charged, type, totalBytes }).toEqual({ charged: 3, type: 'audio/wav', totalBytes: bytes.byteLength })
  const lost = await client.call('text-to-speech', { prompt: 'good evening' })
  await expect(bytesOf((lost.body as Download).stream)).rejects.toThrow(OutcomeUnknownError)

  const { root, small } = await generateClient('phonograph')
  const result = (await small({ apiKey: 'a-key', baseUrl: emulator.url }).textToVideo({ prompt: 'a bear' })) as {
    readonly outputs: { readonly video: string }
  }
  const film = await client.outputFetch('film', 'video')(result.outputs.video, {})
  expect([film.status, film.headers.get('content-type')]).toEqual([200, 'video/mp4'])
  const { textToSpeech, provider } = (await import(pathToFileURL(join(root, 'clients/phonograph/unchecked.gen.ts')).href)) as Unchecked
  const speech = await connect<Speech>(provider, { textToSpeech }, { apiKey: 'a-key', baseUrl: emulator.url }).textToSpeech({
    prompt: 'hello',
  })
  expect((await bytesOf(speech.body.stream)).byteLength).toBe(speech.body.totalBytes)
  expect(emulator.ledger()).toMatchObject({ submissions: 4, mistakeList: [] })
})

test('only clients of providers with such responses have the code for them', async () => {
  expect(await providerOf('phonograph')).toContain('files: fileAnswers')
  expect(await providerOf('darkroom')).not.toContain('fileAnswers')
})

async function providerOf(id: string): Promise<string> {
  return readFileSync(join((await generateClient(id)).root, 'clients', id, 'provider.gen.ts'), 'utf8')
}

type Speech = { textToSpeech(input: object): Promise<{ readonly body: Download }> }

type Unchecked = { readonly textToSpeech: Operation; readonly provider: ProviderBase }

function bytesOf(stream: Download['stream']): Promise<ArrayBuffer> {
  return new Response(stream).arrayBuffer()
}
