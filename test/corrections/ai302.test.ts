import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as ai302 from '@shotlist/core/302ai'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { respond, startFaultServer } from '../clients/fault-server.ts'
import { startProvider } from '../harness/emulator.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { eventsOf, folderOf, ROOT } from '../harness/shotlist.ts'
import { type ProviderClients, startClients } from './provider-clients.ts'

// What 302.AI's own applications and clients that other people run show. specs/302ai/coverage.yaml names the tests.

const PIX = { prompt: 'a fox', model: 'v4.5', quality: '540p' }
const UNIFIED = { prompt: 'a fox', model: 'pixverse-v4.5' }
const PICTURE = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const URL_OF_PICTURE = 'https://example.com/1.png'

let clients: ProviderClients
beforeAll(async () => {
  clients = await startClients(ai302)
})
afterAll(() => clients.emulator.close())

function connectTo(url: string) {
  return ai302.createClient({ apiKey: 'key', baseUrl: url, retry: { attempts: 1 } }).engine
}

describe('the client sends, and the emulator takes', () => {
  test.each([
    ['the language of messages', 'text-to-video', { ...PIX, Lang: 'en' }],
    ['a picture as data URI', 'unified-image-to-video', { ...UNIFIED, image: PICTURE }],
    ['a picture by address', 'unified-image-to-video', { ...UNIFIED, image: URL_OF_PICTURE }],
    ['pictures of a transition as data URIs', 'unified-transition', { ...UNIFIED, image: PICTURE, end_image: PICTURE }],
    ['pictures of a fusion as data URIs', 'unified-fusion', { ...UNIFIED, image: [PICTURE, URL_OF_PICTURE, PICTURE] }],
  ])('%s', async (_name, operation, input) => {
    expect(await clients.mistakesIn(operation, input)).toEqual([])
  })
})

test('the language of messages is a header, on submissions and nowhere else', async () => {
  const server = await startFaultServer([respond('{"code":200,"data":{"task_id":"pix_1"}}')])
  await connectTo(server.url).submit('text-to-video', { ...PIX, Lang: 'ja' })
  expect(server.requests[0]?.headers['lang']).toBe('ja')
  expect(JSON.parse(server.requests[0]?.body ?? '')).not.toHaveProperty('Lang')
})

async function run(files: Record<string, string | Buffer>, url: string) {
  const { path, remove } = await folderOf(files)
  onTestFinished(remove)
  const env = { AI302_API_KEY: 'key', AI302_BASE_URL: url }
  const { stdout } = await shotlistInProcess(['run', '--yes', '--json', '--allow-unknown', '--poll', '50ms'], { cwd: path, env })
  return eventsOf(stdout)
}

function manifestOf(input: object) {
  return JSON.stringify({ version: 1, jobs: { clip: { uses: '302ai/unified-image-to-video', with: input } } })
}

test('a file of a manifest goes inside the request', async () => {
  const cup = await readFile(join(ROOT, 'examples/assets/cup.png'))
  const server = await startFaultServer([respond('{"task_id":"7","status":"failed"}')])
  await run({ 'cup.png': cup, 'shotlist.yaml': manifestOf({ ...UNIFIED, image: { file: 'cup.png' } }) }, server.url)
  const sent = server.requests.find(({ method }) => method === 'POST')
  expect(JSON.parse(sent?.body ?? '')).toMatchObject({ image: `data:image/png;base64,${cup.toString('base64')}` })
})

test('the emulator takes a picture as a file of a form', async () => {
  const emulator = await startProvider('302ai')
  onTestFinished(() => emulator.close())
  const body = new FormData()
  for (const [name, value] of Object.entries({ ...UNIFIED, duration: '5' })) body.set(name, value)
  body.set('image', new Blob([Buffer.from(PICTURE.split(',')[1] ?? '', 'base64')], { type: 'image/png' }), 'cup.png')
  const response = await fetch(`${emulator.url}/302/v2/video/create`, { method: 'POST', headers: { authorization: 'Bearer key' }, body })
  expect(await response.json()).toMatchObject({ status: 'pending' })
  expect(emulator.ledger()).toMatchObject({ submissions: 1, mistakes: 0 })
})

test('a submission may fail at once: the task has its reason, and nothing is submitted again', async () => {
  const id = '9007199254740993'
  const error = { error: 'UpstreamError', message: 'no channel', error_type: 'upstream_error', attempts: 3, is_network_error: false }
  const told = { status: 'failed', execution_time: '0.4', failed_at: '2026-11-28T10:00:01Z', ai302_cost_request_ids: ['r-1'] }
  const server = await startFaultServer([
    (response, request) => {
      const isCreate = request.method === 'POST'
      const body = isCreate ? { task_id: id, status: 'failed' } : { task_id: id, ...told, error }
      respond(JSON.stringify(request.url.includes('balance') ? { data: { balance: 9 } } : body))(response, request)
    },
  ])
  const events = await run({ 'shotlist.yaml': manifestOf({ ...UNIFIED, image: URL_OF_PICTURE }) }, server.url)
  expect(events.find(({ event }) => event === 'job.failed')).toMatchObject({ code: 'upstream_error', message: 'no channel' })
  expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
  expect(server.requests.filter(({ url }) => url.endsWith(`/fetch/${id}`))).not.toHaveLength(0)
})

test('the emulator issues ids as clients see them: digits at the unified API, a prefix at the other', async () => {
  const { client } = clients
  expect((await client.submit('unified-text-to-video', UNIFIED)).taskId).toMatch(/^\d+$/)
  expect((await client.submit('text-to-video', PIX)).taskId).toMatch(/^pix_/)
})

describe('an error', () => {
  test.each([
    ['InvalidParameter', 400, 'invalid-request'],
    ['MissingParameter', 400, 'invalid-request'],
    ['Unauthorized', 401, 'auth'],
    ['RateLimitExceeded', 429, 'rate-limit'],
    ['InsufficientBalance', 402, 'quota'],
    ['InternalError', 500, 'server'],
  ])('%s is read from the field code', async (code, status, errorClass) => {
    const server = await startFaultServer([respond(JSON.stringify({ code, message: 'no', request_id: 'r-1' }), { status })])
    const thrown: unknown = await connectTo(server.url)
      .submit('text-to-video', PIX)
      .catch((error: unknown) => error)
    const refused = errorClass === 'server' ? (thrown as Error).cause : thrown
    expect(refused).toMatchObject({ providerCode: code, class: errorClass, providerMessage: 'no', providerTraceId: 'r-1' })
  })

  test('413 is a request that is too large', async () => {
    const server = await startFaultServer([respond('<html>', { status: 413 })])
    const refused = connectTo(server.url).submit('text-to-video', PIX)
    await expect(refused).rejects.toMatchObject({ class: 'invalid-request', status: 413, meaning: 'the request is too large' })
  })
})

describe('the account', () => {
  test('names a request by the header request-id', async () => {
    const server = await startFaultServer([respond('{"error":{"err_code":-10011}}', { status: 400, headers: { 'request-id': 'r-2' } })])
    await expect(connectTo(server.url).submit('text-to-video', PIX)).rejects.toMatchObject({ providerTraceId: 'r-2' })
  })

  test.each(['{"data":{"cost":0.2}}', '{"cost":"0.2"}'])('has the cost of a request in %s', async (body) => {
    const server = await startFaultServer([respond(body)])
    expect(await connectTo(server.url).call('cost-record', { request_id: 'r-2' })).toMatchObject({ outputs: { cost: 0.2 } })
    expect(server.requests[0]?.url).toBe('/dashboard/record/r-2')
  })

  test('has a balance', async () => {
    const server = await startFaultServer([respond('{"data":{"balance":"20.5"}}')])
    expect(await connectTo(server.url).balance()).toEqual({ amount: 20.5, unit: 'PTC' })
    expect(server.requests[0]?.url).toBe('/dashboard/balance')
  })

  test('has the prices of a path', async () => {
    const server = await startFaultServer([respond('{"data":[]}')])
    await connectTo(server.url).call('price-list', { path: '/pix/generate' })
    expect(decodeURIComponent(server.requests[0]?.url ?? '')).toBe('/dashboard/prices?path=/pix/generate')
  })
})
