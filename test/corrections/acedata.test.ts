import * as acedata from '@shotlist/core/acedata'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drop, respond, startFaultServer } from '../clients/fault-server.ts'
import { type ProviderClients, startClients } from './provider-clients.ts'

// What clients that other people run show about Ace Data Cloud. specs/acedata/coverage.yaml names the tests.

const REQUEST = { prompt: 'a fox', model: 'v4.5', duration: 5, quality: '540p' }

let clients: ProviderClients
beforeAll(async () => {
  clients = await startClients(acedata)
})
afterAll(() => clients.emulator.close())

test('work is asynchronous, and a task is read with its id and the action retrieve', async () => {
  const server = await startFaultServer([respond('{"task_id":"t-1"}'), respond('{"id":"t-1","response":{"success":true,"data":[]}}')])
  const { engine } = acedata.createClient({ apiKey: 'key', baseUrl: server.url })
  await engine.submit('text-to-video', REQUEST)
  await engine.read('video', 't-1')
  const received = server.requests.map(({ method, url, body }) => [`${method} ${url}`, JSON.parse(body) as unknown])
  expect(received).toEqual([
    ['POST /pixverse/videos', { ...REQUEST, action: 'generate', async: true }],
    ['POST /pixverse/tasks', { id: 't-1', action: 'retrieve' }],
  ])
})

describe('models and lengths', () => {
  test.each(['v3.5', 'v4', 'v4.5'].flatMap((model) => [5, 8].map((duration) => ({ model, duration }))))(
    '$model makes $duration s',
    async ({ model, duration }) => {
      expect(await clients.mistakesIn('text-to-video', { ...REQUEST, model, duration })).toEqual([])
    },
  )

  test.each([6, 10, 15])('%i s are refused', async (duration) => {
    expect(await clients.refusalsOf('text-to-video', { ...REQUEST, duration })).toEqual(['invalid-input', 'invalid-request'])
  })
})

describe('a submission is sent once, because no key makes it safe to repeat, after', () => {
  test.each([408, 409, 500, 502, 503, 504])('HTTP status %i', async (status) => {
    const server = await startFaultServer([respond('{}', { status }), respond('{"task_id":"t-1"}')])
    const { engine } = acedata.createClient({ apiKey: 'key', baseUrl: server.url, retry: { attempts: 5, baseMs: 1, maxMs: 1 } })
    const refused = engine.submit('text-to-video', REQUEST)
    await expect(refused).rejects.toMatchObject({ code: 'outcome-unknown' })
    expect(server.requests).toHaveLength(1)
  })

  test('a lost response', async () => {
    const server = await startFaultServer([drop, respond('{"task_id":"t-1"}')])
    const { engine } = acedata.createClient({ apiKey: 'key', baseUrl: server.url, retry: { attempts: 5, baseMs: 1, maxMs: 1 } })
    await expect(engine.submit('text-to-video', REQUEST)).rejects.toMatchObject({ code: 'outcome-unknown' })
    expect(server.requests).toHaveLength(1)
  })
})

test('too many requests are a refusal, which starts nothing: the submission is sent again', async () => {
  const server = await startFaultServer([respond('{}', { status: 429 }), respond('{"task_id":"t-1"}')])
  const { engine } = acedata.createClient({ apiKey: 'key', baseUrl: server.url, retry: { attempts: 5, baseMs: 1, maxMs: 1 } })
  expect(await engine.submit('text-to-video', REQUEST)).toMatchObject({ taskId: 't-1' })
  expect(server.requests).toHaveLength(2)
})
