import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createProviderClient, systemClock } from '@shotlist/core'
import { startEmulator } from '@shotlist/emulator'
import { expect, onTestFinished, test } from 'vitest'
import { tinyMedia } from '../../../test/chaos/tiny-media.ts'
import { serveWebhooks } from '../src/run/webhooks/serve-webhooks.ts'
import { WebhookInbox } from '../src/run/webhooks/webhook-inbox.ts'

const KINO = new URL('../../emulator/test/documents/kino.openapi.yaml', import.meta.url)
const SIGNATURE = /signature: \{.*\}\n/

/** Kino with another signature, and another place of the task's id. */
async function documentWith(signature: string, id = '$request.body#/film'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shotlist-schemes-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 20 }))
  const path = join(folder, 'kino.openapi.yaml')
  await writeFile(
    path,
    (await readFile(KINO, 'utf8'))
      .replace(SIGNATURE, () => `signature: { ${signature} }\n`)
      .replace('id: "$request.body#/film"', () => `id: ${JSON.stringify(id)}`),
  )
  return path
}

const SECRET = `whsec_${Buffer.from('0123456789abcdef01234567').toString('base64')}`
const HMAC = 'scheme: hmac-sha256, encoding: hex, header: X-Sign'
const ED25519 = 'scheme: ed25519, encoding: base64, header: X-Sign, timestamp: X-When, id: X-Id'

test.each([
  ['a prefix', `${HMAC}, prefix: "sha256=", signed: "{body}"`],
  ['the time beside the signature', `${HMAC}, prefix: "v1=", timestamp: X-Sign, signed: "{timestamp}.{body}"`],
  ['other headers, and fields in their order', `${HMAC}, nonce: X-Once, signed: ["{nonce}|{header:X-User}|{query}", "{sorted-query}"]`],
  ['standard webhooks', 'scheme: standard-webhooks'],
  [
    'standard webhooks with headers of its own',
    'scheme: standard-webhooks, header: svix-signature, id: svix-id, timestamp: svix-timestamp',
  ],
  [
    'the id in a signed header',
    `${ED25519}, signed: "{header:X-Task}\\n{id}\\n{timestamp}\\n{body-sha256}", keys: { url: /keys.json }`,
    '$request.header.X-Task',
  ],
  ['Ed25519 with a key set', `${ED25519}, signed: "{id}\\n{timestamp}\\n{body-sha256}", keys: { url: /keys.json }`],
])('a run accepts what the emulator signs: %s', async (_name: string, signature: string, id?: string) => {
  const emulator = await startEmulator({ document: await documentWith(signature, id), taskMs: 1, media: tinyMedia, webhooks: {} })
  onTestFinished(() => emulator.close())
  const { model } = emulator
  const inbox = new WebhookInbox({
    providers: [{ id: 'kino', model }],
    secretOf: () => SECRET,
    baseUrlOf: () => emulator.url,
    publicUrl: 'http://127.0.0.1',
  })
  const { port, close } = await serveWebhooks(inbox.handlers, { port: 0 })
  onTestFinished(close)
  const url = `http://127.0.0.1:${port}/kino`
  const { status } = await fetch(`${emulator.url}/__emulator/webhooks`, {
    method: 'PUT',
    body: JSON.stringify({ webhooks: { '12': model.table.webhooks?.signature?.keys === undefined ? { url, secret: SECRET } : { url } } }),
  })
  expect(status).toBe(200)
  const client = createProviderClient(model.table, { apiKey: 'a-key', baseUrl: emulator.url })
  const { taskId } = await client.submit('text-to-video', { script: 'a fox', seconds: 4, format: '9:16', tell: url })
  const signal = AbortSignal.timeout(60_000)
  expect(await inbox.deliveries.wait('kino', taskId, { ms: 60_000, clock: systemClock, signal })).toBe(true)
  expect(inbox.refused).toBeUndefined()
})
