import { createHmac } from 'node:crypto'
import { createProviderClient } from '@shotlist/core'
import { expect, test } from 'vitest'
import { generateClient } from './typed-client.ts'
import { startVendor } from './written-vendor.ts'

const ACCESS = 'mailbox-access-71'
const SECRET = 'mailbox-secret-4711'
const KEY = `${ACCESS}:${SECRET}`
const JOBS = '  fox: { uses: text-to-video, with: { prompt: a fox }, output: fox.mp4 }\n'

function claimsOf(authorization: unknown): Record<string, unknown> {
  const [head = '', body = '', signature = ''] = String(authorization).replace('Bearer ', '').split('.')
  expect(createHmac('sha256', SECRET).update(`${head}.${body}`).digest('base64url')).toBe(signature)
  expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'JWT' })
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>
}

test('requests carry a signed token that is made from both halves of the key, which appear nowhere', async () => {
  const { sent, shotlist, emulator } = await startVendor('mailbox', { key: KEY, jobs: JOBS, keys: [KEY] })
  expect((await shotlist('describe', 'mailbox')).stdout).toContain('as ACCESS:SECRET')
  expect((await shotlist('rehearse', '--yes')).code).toBe(0)
  const ran = await shotlist('run', '--yes', '--json')
  expect(ran.code, ran.stderr).toBe(0)
  const requests = sent.filter(({ line }) => !line.startsWith('HEAD'))
  for (const { headers } of requests) {
    expect(claimsOf(headers['authorization'])).toMatchObject({ iss: ACCESS, aud: 'mailbox', exp: expect.any(Number) as number })
  }
  expect(new Set(requests.map(({ headers }) => headers['authorization'])).size).toBe(1)
  expect(ran.stdout + ran.stderr + JSON.stringify(sent)).not.toMatch(/mailbox-secret/)
  expect(emulator.ledger().mistakeList).toEqual([])
})

test('a key without two halves, and one that the provider does not know, are refused in plain words', async () => {
  const one = await startVendor('mailbox', { key: 'just-one-part', jobs: JOBS })
  const refused = await one.shotlist('run', '--yes')
  expect(refused.code).not.toBe(0)
  expect(refused.stderr + refused.stdout).toMatch(/does not have two halves[^]*ACCESS:SECRET/)
  expect(refused.stderr + refused.stdout).not.toContain('just-one-part')
  expect(one.sent.filter(({ line }) => !line.startsWith('HEAD'))).toEqual([])

  const other = await startVendor('mailbox', { key: `${ACCESS}:another-secret-1`, jobs: JOBS, keys: [KEY] })
  const unknown = await other.shotlist('run', '--yes')
  expect(unknown.code).toBe(5)
  expect(unknown.stderr + unknown.stdout).not.toMatch(/another-secret|mailbox-access/)
})

test('tokens follow the clock of the provider', async () => {
  const { emulator, url } = await startVendor('mailbox', { jobs: JOBS, keys: [KEY] })
  const hourAgo = Date.now() - 3_600_000
  const clock = { now: () => hourAgo, sleep: () => Promise.resolve(), after: () => () => undefined }
  const client = createProviderClient(emulator.model.table, { apiKey: KEY, baseUrl: url, clock })
  // The first token has expired already. Its refusal tells the time.
  await expect(client.read('clip', 't_1', { retry: false })).rejects.toMatchObject({ class: 'auth' })
  await expect(client.submit('text-to-video', { prompt: 'a fox' })).resolves.toMatchObject({ taskId: expect.any(String) as string })
})

test('small clients sign too', async () => {
  const { sent, url, emulator } = await startVendor('mailbox', { jobs: JOBS, keys: [KEY] })
  const { small } = await generateClient('mailbox')
  await small({ apiKey: () => KEY, baseUrl: url }).textToVideo({ prompt: 'a fox' }, { poll: { firstMs: 1, everyMs: 1 } })
  expect(claimsOf(sent[0]?.headers['authorization'])).toMatchObject({ iss: ACCESS })
  expect(emulator.ledger()).toMatchObject({ submissions: 1, mistakeList: [] })
})
