import { text } from 'node:stream/consumers'
import * as acedata from '@shotlist/core/acedata'
import * as acedataWebhooks from '@shotlist/core/acedata/webhooks'
import * as pixverse from '@shotlist/core/pixverse'
import * as pixverseWebhooks from '@shotlist/core/pixverse/webhooks'
import type { Delivery, WebhookError, WebhookHandler } from '@shotlist/core/webhooks'
import { startEmulator } from '@shotlist/emulator'
import { expect, it, onTestFinished } from 'vitest'
import { tinyMedia } from '../chaos/tiny-media.ts'
import { serveHttp } from '../harness/serve-http.ts'

// Core accepts what the emulator signs. They share no code, only the document.

const SECRET = 'whsec-of-the-test'

/** Serves a fetch-style handler on a Node server. */
async function listen(handler: WebhookHandler): Promise<string> {
  const server = await serveHttp(async (incoming, outgoing) => {
    const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)])
    const url = `http://${incoming.headers.host}${incoming.url}`
    const response = await handler(new Request(url, { method: 'POST', headers, body: await text(incoming) }))
    outgoing.writeHead(response.status).end(await response.text())
  })
  onTestFinished(server.close)
  return server.url
}

it('PixVerse: a signed delivery reports a task that was never read', async () => {
  const deliveries: Delivery<pixverseWebhooks.WebhookPayload>[] = []
  const refused: WebhookError[] = []
  const options = { secret: SECRET, onRefused: (error: WebhookError) => void refused.push(error) }
  const url = await listen(pixverseWebhooks.createWebhookHandler({ ...options, onDelivery: (one) => void deliveries.push(one) }))
  const emulator = await startEmulator({
    document: 'pixverse',
    taskMs: 20,
    media: tinyMedia,
    bigIds: true,
    webhooks: { '7': { url, secret: SECRET } },
  })
  onTestFinished(() => emulator.close())
  const { engine } = pixverse.createClient({ apiKey: 'key', baseUrl: emulator.url })
  const input = { prompt: 'a glacier', model: 'v5', aspect_ratio: '16:9', duration: 5, quality: '720p', webhook_id: '7' }
  const { taskId } = await engine.submit('text-to-video', input)
  await expect.poll(() => emulator.ledger().webhooks).toEqual({ tries: 1, taken: 1, givenUp: 0 })
  expect(deliveries.map((one) => [one.taskId, one.payload.id, one.payload.status])).toEqual([[taskId, taskId, 1]])
  expect(BigInt(taskId)).toBeGreaterThan(2n ** 53n)
  expect(deliveries[0]?.payload.url).toContain(emulator.url)
  expect(refused).toEqual([])
})

it('PixVerse: a delivery signed with another secret is refused, and sent again', async () => {
  const refused: WebhookError[] = []
  const options = { secret: SECRET, onDelivery: () => {}, onRefused: (error: WebhookError) => void refused.push(error) }
  const url = await listen(pixverseWebhooks.createWebhookHandler(options))
  const webhooks = { '7': { url, secret: 'another' } }
  const emulator = await startEmulator({ document: 'pixverse', taskMs: 5, speed: 1000, media: tinyMedia, webhooks })
  onTestFinished(() => emulator.close())
  const { engine } = pixverse.createClient({ apiKey: 'key', baseUrl: emulator.url })
  await engine.submit('text-to-video', { prompt: 'p', model: 'v5', aspect_ratio: '16:9', duration: 5, quality: '720p', webhook_id: '7' })
  await expect.poll(() => refused.length).toBeGreaterThan(1)
  expect(refused[0]?.reason).toBe('wrong-signature')
  expect(emulator.ledger().webhooks.taken).toBe(0)
})

it('Ace Data Cloud: an unsigned delivery is recognised by the token in its URL', async () => {
  const tasks: string[] = []
  const url = await listen(acedataWebhooks.createWebhookHandler({ secret: SECRET, onDelivery: ({ taskId }) => void tasks.push(taskId) }))
  const emulator = await startEmulator({ document: 'acedata', taskMs: 20, media: tinyMedia })
  onTestFinished(() => emulator.close())
  const client = acedata.createClient({ apiKey: 'key', baseUrl: emulator.url })
  const { taskId } = await client.engine.submit('text-to-video', { prompt: 'p', model: 'v4.5', callback_url: `${url}/?token=${SECRET}` })
  await expect.poll(() => emulator.ledger().webhooks).toEqual({ tries: 1, taken: 1, givenUp: 0 })
  expect(tasks).toEqual([taskId])
})
