import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { systemClock } from '@shotlist/core'
import { expect, onTestFinished, test } from 'vitest'
import { loadShipped } from '../../manifest/catalog/shipped.ts'
import { serveWebhooks } from './serve-webhooks.ts'
import { Deliveries, WebhookInbox } from './webhook-inbox.ts'

const signal = new AbortController().signal
function wait(ms: number) {
  return { ms, clock: systemClock, signal }
}

test('a delivery before the wait is kept, and counts once', async () => {
  const deliveries = new Deliveries()
  deliveries.deliver('acedata', '1')
  expect(await deliveries.wait('acedata', '1', wait(60_000))).toBe(true)
  expect(await deliveries.wait('acedata', '1', wait(1))).toBe(false)
})

test('a wait ends with the delivery for its own task, or when the run is stopped', async () => {
  const deliveries = new Deliveries()
  const stop = new AbortController()
  const waiting = deliveries.wait('acedata', '1', wait(60_000))
  const stopped = deliveries.wait('acedata', '2', { ...wait(60_000), signal: stop.signal })
  deliveries.deliver('pixverse', '2')
  deliveries.deliver('acedata', '1')
  expect(await waiting).toBe(true)
  stop.abort(new Error('stopped'))
  await expect(stopped).rejects.toThrow('stopped')
})

function address(id: string): string {
  return `https://queue.example/kite/requests/${id}/status https://queue.example/kite/requests/${id}`
}

test('a delivery may name a part of an id that is an address', async () => {
  const deliveries = new Deliveries()
  const waiting = deliveries.wait('kite', address('r-1'), wait(60_000))
  const other = deliveries.wait('kite', address('r-2'), wait(60_000))
  deliveries.deliver('kite', 'r-1')
  expect(await waiting).toBe(true)
  deliveries.deliver('kite', 'r-2')
  deliveries.deliver('kite', 'r-3')
  expect(await other).toBe(true)
  expect(await deliveries.wait('kite', address('r-3'), wait(60_000))).toBe(true)
  expect(await deliveries.wait('kite', address('r-1'), wait(1))).toBe(false)
})

test('302.AI gets no URL: its deliveries name no task', () => {
  const model = loadShipped('302ai')
  if (model === undefined) throw new Error('there is no such provider')
  const inbox = new WebhookInbox({ providers: [{ id: '302ai', model }], secretOf: () => undefined, publicUrl: 'https://hooks.example.com' })
  expect(inbox.callbackUrl('302ai')).toBeUndefined()
  expect(inbox.handlers.size).toBe(0)
})

test('the receiver accepts only valid deliveries with the token', async () => {
  const model = loadShipped('acedata')
  if (model === undefined) throw new Error('there is no such provider')
  const base = 'https://hooks.example.com/shotlist'
  const inbox = new WebhookInbox({ providers: [{ id: 'acedata', model }], secretOf: () => undefined, publicUrl: base })
  expect(inbox.callbackUrl('acedata')).toBe(`${base}/acedata?token=${inbox.token}`)
  const { port, close } = await serveWebhooks(inbox.handlers, { port: 0 })
  onTestFinished(close)
  // Each request has its own connection, because the server may be closing an idle one.
  const send = async (path: string, body?: string) => {
    const asked = request({ port, host: '127.0.0.1', path, method: body === undefined ? 'GET' : 'POST', agent: false }).end(body)
    const [{ statusCode }] = (await once(asked, 'response')) as [IncomingMessage]
    return statusCode
  }
  const path = `/acedata?token=${inbox.token}`
  const body = '{"task_id":"1"}'
  expect(await send('/acedata', body)).toBe(401)
  expect(await send('/acedata?token=guessed', body)).toBe(401)
  expect(await send('/%', body)).toBe(404)
  expect(await send('/pixverse', body)).toBe(404)
  expect(await send(path)).toBe(405)
  expect(await send(path, '[]')).toBe(400)
  expect(inbox.refused).toMatchObject({ count: 3 })
  expect(await inbox.deliveries.wait('acedata', '1', wait(1))).toBe(false)
  expect(await send(`/shotlist${path}`, body)).toBe(200)
  expect(await inbox.deliveries.wait('acedata', '1', wait(60_000))).toBe(true)
})
