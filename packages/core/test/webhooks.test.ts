import { createHmac } from 'node:crypto'
import { expect, expectTypeOf, it } from 'vitest'
import { createWebhookHandler as acedata, webhook as unsignedWebhook } from '../src/providers/acedata/webhooks.gen.ts'
import { createWebhookHandler as pixverse, webhook } from '../src/providers/pixverse/webhooks.gen.ts'
import { type Delivery, encodedBody, memoryNonceStore, verifyWebhook, type WebhookError } from '../src/webhooks/index.ts'

const SECRET = 'whsec-4711'
const NOW_MS = 1_795_000_000_000
const timestamp = String(NOW_MS / 1000)
const nonce = 'a'.repeat(32)
const BODY = '{"status":1,"id":"9007199254740993","url":"https://media.example/a b.mp4","size":10.5,"has_audio":true,"credits":100}'
/** Written by hand from the worked example of the provider's page, not made by the code under test. */
const QUERY = 'credits=100&has_audio=true&id=9007199254740993&size=10.5&status=1&url=https%3A%2F%2Fmedia.example%2Fa+b.mp4'

function sign(encoded: string, { key = SECRET, at = timestamp, once = nonce } = {}) {
  return createHmac('sha256', key).update(`${at}\n${once}\n${encoded}`).digest('base64')
}

function deliver(signature: string, { at = timestamp, once = nonce, text = BODY } = {}) {
  return new Request('https://us.example/hook', {
    method: 'POST',
    body: text,
    headers: { 'Webhook-Timestamp': at, 'Webhook-Nonce': once, 'Webhook-Signature': signature, 'content-type': 'application/json' },
  })
}

type Handled = { readonly handler: (request: Request) => Promise<Response>; readonly seen: Delivery[]; readonly refused: WebhookError[] }

function listen(options: Partial<Parameters<typeof pixverse>[0]> = {}): Handled {
  const seen: Delivery[] = []
  const refused: WebhookError[] = []
  const handler = pixverse({
    secret: SECRET,
    now: () => NOW_MS,
    onDelivery: (delivery) => {
      expectTypeOf(delivery.payload.url).toEqualTypeOf<string | undefined>()
      seen.push(delivery)
    },
    onRefused: (error) => refused.push(error),
    ...options,
  })
  return { handler, seen, refused }
}

it.each([
  ['a space as +', QUERY],
  ['a space as %20', QUERY.replace('+', '%20')],
])('accepts a delivery signed over sorted fields, %s, and responds ok', async (_name, encoded) => {
  const { handler, seen } = listen()
  const answer = await handler(deliver(sign(encoded)))
  expect([answer.status, await answer.text()]).toEqual([200, 'ok'])
  expect(seen).toEqual([
    {
      provider: 'pixverse',
      taskId: '9007199254740993',
      payload: { status: 1, id: '9007199254740993', url: 'https://media.example/a b.mp4', size: 10.5, has_audio: true, credits: 100 },
      sentAtMs: NOW_MS,
      nonce,
    },
  ])
})

it('accepts another encoding of the body only if it is passed', async () => {
  const raw = sign(encodeURIComponent(BODY))
  expect((await listen().handler(deliver(raw))).status).toBe(401)
  expect((await listen({ encoders: [encodedBody] }).handler(deliver(raw))).status).toBe(200)
})

it.each([
  ['another secret', sign(QUERY, { key: 'other' }), {}, 'wrong-signature'],
  ['another body', sign(QUERY), { text: BODY.replace('10.5', '11.5') }, 'wrong-signature'],
  ['another nonce', sign(QUERY), { once: 'b'.repeat(32) }, 'wrong-signature'],
  ['no signature at all', 'not base64!', {}, 'wrong-signature'],
  ['an old timestamp', sign(QUERY, { at: String(NOW_MS / 1000 - 301) }), { at: String(NOW_MS / 1000 - 301) }, 'too-old'],
  ['a timestamp from the future', sign(QUERY, { at: String(NOW_MS / 1000 + 301) }), { at: String(NOW_MS / 1000 + 301) }, 'too-old'],
  ['an invalid timestamp', sign(QUERY, { at: 'soon' }), { at: 'soon' }, 'too-old'],
] as const)('refuses %s', async (_name, signature, changed, reason) => {
  const { handler, seen, refused } = listen()
  const answer = await handler(deliver(signature, changed))
  expect(answer.status).toBe(401)
  expect(refused.map((error) => error.reason)).toEqual([reason])
  expect(`${await answer.text()}${refused[0]?.message}`).not.toContain(SECRET)
  expect(seen).toEqual([])
})

it('refuses a delivery without a signature, JSON or task, and methods other than POST', async () => {
  const { handler, refused } = listen()
  expect((await handler(new Request('https://us.example/hook', { method: 'POST', body: BODY }))).status).toBe(401)
  expect((await handler(deliver(sign(''), { text: '<html>' }))).status).toBe(400)
  const noId = '{"status":1}'
  expect((await handler(deliver(sign('status=1'), { text: noId }))).status).toBe(400)
  expect((await handler(new Request('https://us.example/hook'))).status).toBe(405)
  expect(refused.map((error) => error.reason)).toEqual(['unsigned', 'malformed', 'malformed'])
})

it('handles a delivery once, even if it is replayed', async () => {
  const { handler, seen } = listen()
  const answers = await Promise.all([1, 2, 3].map(() => handler(deliver(sign(QUERY)))))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(seen).toHaveLength(1)
})

it('accepts a delivery again if its handling failed', async () => {
  let tries = 0
  const failures: unknown[] = []
  const { handler } = listen({
    onDelivery: () => {
      tries += 1
      if (tries === 1) throw new Error('the database is away')
    },
    onFailed: (error, { taskId }) => failures.push([taskId, String(error)]),
  })
  const first = await handler(deliver(sign(QUERY)))
  expect([first.status, await first.text()]).toEqual([500, 'The delivery could not be handled: try again.'])
  expect((await handler(deliver(sign(QUERY)))).status).toBe(200)
  expect(tries).toBe(2)
  expect(failures).toEqual([[expect.any(String), 'Error: the database is away']])
})

it('accepts the old and the new secret during a change, and no empty one', async () => {
  expect((await listen({ secret: ['new', SECRET] }).handler(deliver(sign(QUERY)))).status).toBe(200)
  await expect(verifyWebhook({ url: '', headers: new Headers(), body: BODY }, webhook, { secret: '' })).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringContaining('secret is required') as string,
  })
})

function unsigned(url: string) {
  return new Request(url, { method: 'POST', body: '{"success":true,"task_id":"t-1","data":[]}' })
}

it.each([undefined, '', ' ', []])('takes nothing without a secret (%j), whether the provider signs or not', async (none) => {
  for (const listenTo of [acedata, pixverse]) {
    expect(() => listenTo({ secret: none, onDelivery: () => undefined })).toThrow(expect.objectContaining({ code: 'configuration' }))
  }
  const { url, headers } = unsigned('https://us.example/hook?token=')
  await expect(verifyWebhook({ url, headers, body: '{"task_id":"t-1"}' }, unsignedWebhook, { secret: none })).rejects.toMatchObject({
    code: 'configuration',
    message: 'acedata does not sign its webhooks: without a secret anyone could deliver.',
  })
})

it('checks the token in the callback URL if the provider does not sign', async () => {
  const seen: string[] = []
  const handler = acedata({ secret: SECRET, onDelivery: ({ taskId }) => void seen.push(taskId) })
  expect((await handler(unsigned('https://us.example/hook'))).status).toBe(401)
  expect((await handler(unsigned('https://us.example/hook?token=whsec-4712'))).status).toBe(401)
  expect((await handler(unsigned(`https://us.example/hook?token=${SECRET}`))).status).toBe(200)
  expect(seen).toEqual(['t-1'])
})

it('forgets nonces that can no longer be replayed, and holds at most the allowed number', () => {
  let time = 0
  const store = memoryNonceStore({ most: 2, now: () => time })
  expect([store.claim('a', 10), store.claim('a', 10), store.claim('b', 10)]).toEqual([true, false, true])
  expect([store.claim('c', 10), store.claim('b', 10), store.claim('a', 10)]).toEqual([true, false, true])
  time = 11
  expect(store.claim('c', 20)).toBe(true)
})
