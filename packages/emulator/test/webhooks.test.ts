import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'
import { start } from './running.ts'

type Delivery = { readonly headers: IncomingMessage['headers']; readonly body: string }

const SECRET = 'whsec-1'

/** A receiver that responds with these bodies, the last one for all later requests. */
async function receive(bodies: readonly string[]): Promise<{ url: string; deliveries: Delivery[] }> {
  const deliveries: Delivery[] = []
  const server = createServer(async (request, response) => {
    deliveries.push({ headers: request.headers, body: await text(request) })
    response.end(bodies[Math.min(deliveries.length, bodies.length) - 1])
  })
  // A connection that closes while it is reused would count as an attempt.
  server.keepAliveTimeout = 3_600_000
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, deliveries }
}

it('delivers signed, and repeats until the response is ok', async () => {
  const receiver = await receive(['OK', 'ok'])
  const { emulator, client } = await start({ document: 'pixverse', speed: 2000, webhooks: { '12': { url: receiver.url, secret: SECRET } } })
  const response = await client.send('text-to-video', { webhook_id: '12' })
  const id = String(client.find(response, client.rules('video').id))
  await expect.poll(() => emulator.ledger().webhooks).toEqual({ tries: 2, taken: 1, givenUp: 0 })
  const [first, second] = receiver.deliveries
  const body = JSON.parse(second?.body ?? '') as Record<string, unknown>
  expect(body).toMatchObject({ id, status: 1, url: expect.stringContaining(emulator.url), has_audio: expect.any(Boolean) })
  const query = Object.keys(body)
    .toSorted()
    .map((name) => `${name}=${encodeURIComponent(String(body[name]))}`)
  const { 'webhook-timestamp': at, 'webhook-nonce': nonce } = second?.headers ?? {}
  const signature = createHmac('sha256', SECRET)
    .update(`${String(at)}\n${String(nonce)}\n${query.join('&')}`)
    .digest('base64')
  expect(second?.headers['webhook-signature']).toBe(signature)
  expect(nonce).toMatch(/^[\da-z]{32}$/)
  expect(first?.headers['webhook-nonce']).not.toBe(nonce)
})

it('delivers failures, and gives up after the last attempt', async () => {
  const receiver = await receive(['no'])
  const { emulator, client } = await start({
    document: 'pixverse',
    speed: 1_000_000,
    taskMs: 5,
    webhooks: { '12': { url: receiver.url, secret: SECRET } },
    faults: [{ on: 'submit', kind: 'task-fails' }],
  })
  await client.send('text-to-video', { webhook_id: '12' })
  await expect.poll(() => emulator.ledger().webhooks).toEqual({ tries: 9, taken: 0, givenUp: 1 })
  const { status } = JSON.parse(receiver.deliveries[0]?.body ?? '') as { status: number }
  expect([7, 8]).toContain(status)
})

it('delivers unsigned to the URL in the request, with the response of a synchronous request', async () => {
  const receiver = await receive([''])
  const { emulator, client } = await start({ document: 'acedata' })
  const response = await client.send('text-to-video', { callback_url: receiver.url })
  const id = String(client.find(response, client.rules('video').id))
  await expect.poll(() => emulator.ledger().webhooks.taken).toBe(1)
  expect(JSON.parse(receiver.deliveries[0]?.body ?? '')).toMatchObject({
    success: true,
    task_id: id,
    data: [{ video_url: expect.stringContaining(emulator.url) }],
  })
})

it('accepts webhooks over HTTP, reports every mistake in them, and hides their secrets', async () => {
  const receiver = await receive(['ok'])
  const { emulator, client } = await start({ document: 'pixverse' })
  // The content type that curl sends.
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const put = (webhooks: unknown): Promise<Response> =>
    fetch(`${emulator.url}/__emulator/webhooks`, { method: 'PUT', headers, body: JSON.stringify({ webhooks }) })
  const bad = await put({ '12': { url: 'nowhere', secert: 'x' }, '13': 'http://127.0.0.1' })
  const { mistakes } = (await bad.json()) as { mistakes: string[] }
  expect([bad.status, mistakes.map((mistake) => mistake.split(':')[0])]).toEqual([
    400,
    ['webhooks.12.url', 'webhooks.12.secert', 'webhooks.13'],
  ])
  const good = await put({ '12': { url: receiver.url, secret: SECRET } })
  expect(await good.json()).toEqual({ webhooks: { '12': { url: receiver.url } } })
  await client.send('text-to-video', { webhook_id: '12' })
  await expect.poll(() => emulator.ledger().webhooks.taken).toBe(1)
  expect(receiver.deliveries[0]?.headers['webhook-signature']).toMatch(/^[A-Za-z0-9+/]{43}=$/)
})

it('records a webhook that is requested but not set up', async () => {
  const { emulator, client } = await start({ document: 'pixverse' })
  const response = await client.send('text-to-video', { webhook_id: '12' })
  expect(client.error(response)).toBeUndefined()
  expect(emulator.ledger().mistakeList).toMatchObject([
    { operation: 'text-to-video', what: 'webhook 12 is not set up, so its secret is missing and nothing is delivered' },
  ])
})
