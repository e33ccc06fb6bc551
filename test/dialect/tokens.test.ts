import { createHmac } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createProviderClient, download } from '@shotlist/core'
import { expect, onTestFinished, test } from 'vitest'
import { serveHttp } from '../harness/serve-http.ts'
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

/** The vendor keeps its files below its API, and wants the token for them. */
function withFiles(text: string): string {
  return text.replace(
    'video_url: { from: "$response.body#/file", type: video }',
    'video_url: { from: "/files/{$response.body#/file}", type: video, auth: true }',
  )
}

test('the download of a file that needs the key carries a token, and no half of the key is kept', async () => {
  const { sent, shotlist, emulator, folder } = await startVendor('mailbox', { key: KEY, jobs: JOBS, keys: [KEY], edit: withFiles })
  expect((await shotlist('rehearse', '--yes')).code).toBe(0)
  const ran = await shotlist('run', '--yes', '--json')
  expect(ran.code, ran.stderr).toBe(0)
  const downloads = sent.filter(({ line }) => line.startsWith('GET /files/'))
  expect(downloads.length).toBeGreaterThan(0)
  for (const { headers } of downloads) expect(claimsOf(headers['authorization'])).toMatchObject({ iss: ACCESS, aud: 'mailbox' })
  expect(emulator.ledger()).toMatchObject({ submissions: 1, mistakeList: [] })
  const token = String(downloads[0]?.headers['authorization']).replace('Bearer ', '')
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  const kept = await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')))
  for (const secret of [SECRET, ACCESS, token])
    expect([ran.stdout, ran.stderr, ...kept].filter((text) => text.includes(secret))).toEqual([])
})

test('a file is downloaded by the clock of the provider, and its token goes to no other host', async () => {
  const { emulator, url, sent } = await startVendor('mailbox', { jobs: JOBS, keys: [KEY], edit: withFiles })
  const whole = createProviderClient(emulator.model.table, { apiKey: KEY, baseUrl: url })
  const { outputs } = await whole.start('text-to-video', { prompt: 'a fox' }, { poll: { firstMs: 1, everyMs: 1 } })
  const file = String(outputs['video_url'])
  const hourAgo = Date.now() - 3_600_000
  const clock = { now: () => hourAgo, sleep: () => Promise.resolve(), after: () => () => undefined }
  const late = createProviderClient(emulator.model.table, { apiKey: KEY, baseUrl: url, clock })
  const fetch = late.outputFetch('clip', 'video_url')
  // The first token has expired already. Its refusal tells the time.
  await expect(download(file, { fetch })).rejects.toThrow('HTTP 401')
  const { stream } = await download(file, { fetch })
  expect((await new Response(stream).bytes()).length).toBeGreaterThan(100)

  const asked: (string | undefined)[] = []
  const foreign = await serveHttp((request, response) => {
    asked.push(request.headers.authorization)
    response.end('clip')
  })
  const own = await serveHttp((request, response) => {
    asked.push(request.headers.authorization)
    response.writeHead(302, { location: `${foreign.url.replace('127.0.0.1', 'localhost')}/clip` }).end()
  })
  onTestFinished(async () => void (await Promise.all([own.close(), foreign.close()])))
  const client = createProviderClient(emulator.model.table, { apiKey: KEY, baseUrl: own.url })
  const moved = await download(`${own.url}/files/a`, { fetch: client.outputFetch('clip', 'video_url') })
  await moved.stream.cancel()
  expect(claimsOf(asked[0])).toMatchObject({ iss: ACCESS })
  expect(asked.slice(1)).toEqual([undefined])
  expect(sent.length).toBeGreaterThan(0)
})
