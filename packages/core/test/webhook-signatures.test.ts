import { createHash, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { expect, it } from 'vitest'
import type { SignatureRules } from '../src/contract/index.ts'
import { webhook as pixverse } from '../src/providers/pixverse/webhooks.gen.ts'
import { sortedQuery, type VerifyOptions, verifyWebhook, type WebhookSource, webhookHandler } from '../src/webhooks/index.ts'

const SECRET = 'whsec-4711'
const NOW_MS = 1_795_000_000_000
const AT = String(NOW_MS / 1000)
const BODY = '{"task":"t-1","state":"done"}'

function source(signature: Partial<SignatureRules>): WebhookSource {
  return {
    provider: 'acme',
    rules: {
      name: 'done',
      task: 'video',
      id: ['$request.body#/task'],
      signature: { scheme: 'hmac-sha256', encoding: 'hex', header: 'X-Sign', signed: '{body}', toleranceSeconds: 300, ...signature },
      secretEnv: 'ACME_WEBHOOK_SECRET',
      answer: { status: 200 },
    },
  }
}

type Sent = { readonly headers: Record<string, string>; readonly body?: string; readonly url?: string }

function verify(
  { headers, body = BODY, url = 'https://us.example/hook' }: Sent,
  from: WebhookSource,
  options: Partial<VerifyOptions> = {},
) {
  return verifyWebhook({ url, headers: new Headers(headers), body }, from, { secret: SECRET, now: () => NOW_MS, ...options })
}

function hmac(text: string, { key = SECRET as string | Buffer, encoding = 'hex' as const as 'hex' | 'base64' } = {}): string {
  return createHmac('sha256', key).update(text).digest(encoding)
}

it('finds the signature after its prefix, among several, and the time that stands beside them', async () => {
  const own = hmac(BODY)
  const prefixed = source({ prefix: 'sha256=' })
  expect(await verify({ headers: { 'X-Sign': `sha256=${own}` } }, prefixed)).toMatchObject({ taskId: 't-1' })
  await expect(verify({ headers: { 'X-Sign': own } }, prefixed)).rejects.toMatchObject({ reason: 'wrong-signature' })
  const several = source({ prefix: 'v1=', timestampHeader: 'x-sign', signed: '{timestamp}.{body}' })
  const right = hmac(`${AT}.${BODY}`)
  const header = `t=${AT},v0=${right},v1=${hmac('other')},v1=${right}`
  expect(await verify({ headers: { 'X-Sign': header } }, several)).toMatchObject({ sentAtMs: NOW_MS })
  await expect(verify({ headers: { 'X-Sign': `t=${AT},v0=${right}` } }, several)).rejects.toMatchObject({ reason: 'wrong-signature' })
  await expect(verify({ headers: { 'X-Sign': `v1=${right}` } }, several)).rejects.toMatchObject({ reason: 'too-old' })
})

it.each([AT, `${AT}000`, new Date(NOW_MS).toISOString()])('reads the time of a delivery as %s', async (at) => {
  const from = source({ timestampHeader: 'X-When', signed: '{timestamp}.{body}' })
  expect(await verify({ headers: { 'X-When': at, 'X-Sign': hmac(`${at}.${BODY}`) } }, from)).toMatchObject({ sentAtMs: NOW_MS })
})

it('signs any header, the id and the hash of the body', async () => {
  const from = source({ idHeader: 'X-Id', signed: '{id}|{header:X-User}|{body-sha256}' })
  const headers = { 'X-Id': 'd-1', 'X-User': '{body}', 'X-Sign': hmac(`d-1|{body}|${createHash('sha256').update(BODY).digest('hex')}`) }
  expect(await verify({ headers }, from)).toMatchObject({ nonce: 'd-1' })
  const { 'X-User': _user, ...without } = headers
  await expect(verify({ headers: without }, from)).rejects.toMatchObject({ reason: 'unsigned', message: expect.stringContaining('X-User') })
})

it('checks standard webhooks, whose secret is base64', async () => {
  const key = Buffer.from('0123456789abcdef01234567')
  const secret = `whsec_${key.toString('base64')}`
  const from = source({
    scheme: 'standard-webhooks',
    encoding: 'base64',
    header: 'webhook-signature',
    prefix: 'v1,',
    idHeader: 'webhook-id',
    timestampHeader: 'webhook-timestamp',
    signed: '{id}.{timestamp}.{body}',
  })
  const right = hmac(`msg_1.${AT}.${BODY}`, { key, encoding: 'base64' })
  const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': AT, 'webhook-signature': `v1a,AAAA v1,AAAA v1,${right}` }
  expect(await verify({ headers }, from, { secret })).toMatchObject({ nonce: 'msg_1', sentAtMs: NOW_MS })
  await expect(verify({ headers: { ...headers, 'webhook-id': 'msg_2' } }, from, { secret })).rejects.toMatchObject({
    reason: 'wrong-signature',
  })
  await expect(verify({ headers }, from, { secret: 'whsec_%%%' })).rejects.toMatchObject({ code: 'configuration' })
})

it('names the variable of a missing secret', async () => {
  await expect(verify({ headers: {} }, source({}), { secret: '' })).rejects.toMatchObject({
    code: 'configuration',
    hint: expect.stringContaining('ACME_WEBHOOK_SECRET'),
  })
})

function pixverseHeaders(query: string) {
  return {
    'Webhook-Timestamp': AT,
    'Webhook-Nonce': 'n-1',
    'Webhook-Signature': hmac(`${AT}\nn-1\n${query}`, { encoding: 'base64' }),
  }
}

// A recent verifier accepts both orders; the spellings are those of the libraries, written by hand.
const MARKS = `{"status":1,"id":"7","name":"a ~*!'()b"}`
it.each([
  ['URLSearchParams, in the order given', 'status=1&id=7&name=a+%7E*%21%27%28%29b'],
  ['URLSearchParams, sorted', 'id=7&name=a+%7E*%21%27%28%29b&status=1'],
  ['encodeURIComponent, in the order given', "status=1&id=7&name=a%20~*!'()b"],
  ['encodeURIComponent, sorted', "id=7&name=a%20~*!'()b&status=1"],
  ['jQuery, sorted', "id=7&name=a+~*!'()b&status=1"],
  ['Go and Python, sorted', 'id=7&name=a+~%2A%21%27%28%29b&status=1'],
  ['RFC 3986, in the order given', 'status=1&id=7&name=a%20~%2A%21%27%28%29b'],
  ['PHP, sorted', 'id=7&name=a+%7E%2A%21%27%28%29b&status=1'],
])("accepts PixVerse's fields as written by %s", async (_name, query) => {
  expect(await verify({ headers: pixverseHeaders(query), body: MARKS }, pixverse)).toMatchObject({ taskId: '7' })
})

it.each(['null', '[1]', '{"a":1}'])("refuses %s in PixVerse's fields, unless the caller says how it is written", async (value) => {
  const body = `{"id":"7","odd":${value}}`
  const written = `id=7&odd=${value === 'null' ? '' : encodeURIComponent(value)}`
  const sent = { headers: pixverseHeaders(written), body }
  await expect(verify(sent, pixverse)).rejects.toMatchObject({ reason: 'wrong-signature', message: expect.stringContaining('"odd"') })
  expect(await verify(sent, pixverse, { encoders: [sortedQuery] })).toMatchObject({ taskId: '7' })
})

function keyPair() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return { privateKey, jwk: publicKey.export({ format: 'jwk' }) as { kty: 'OKP'; crv: 'Ed25519'; x: string } }
}

function ed25519Headers(privateKey: KeyObject) {
  return { 'X-When': AT, 'X-Sign': sign(null, Buffer.from(`${AT}\n${BODY}`), privateKey).toString('hex') }
}

const BY_KEY = { scheme: 'ed25519', timestampHeader: 'X-When', signed: '{timestamp}\n{body}' } as const

it('checks Ed25519 with a key of the document, without a secret', async () => {
  const { privateKey, jwk } = keyPair()
  const from = source({ ...BY_KEY, keys: { jwk } })
  expect(await verify({ headers: ed25519Headers(privateKey) }, from, { secret: undefined })).toMatchObject({ taskId: 't-1' })
  await expect(verify({ headers: ed25519Headers(keyPair().privateKey) }, from)).rejects.toMatchObject({ reason: 'wrong-signature' })
})

it('fetches a key set once, and again for an unknown key', async () => {
  const [old, next] = [keyPair(), keyPair()]
  let served: unknown = { keys: [{ kty: 'RSA' }, null, old.jwk] }
  let now = NOW_MS
  const asked: string[] = []
  const fetch = (url: string) => {
    asked.push(url)
    return Promise.resolve(Response.json(served))
  }
  const from = source({ ...BY_KEY, keys: { url: 'https://keys.example/jwks.json' }, toleranceSeconds: 600 })
  const check = (key: KeyObject) => verify({ headers: ed25519Headers(key) }, from, { fetch, now: () => now, secret: undefined })
  await check(old.privateKey)
  await check(old.privateKey)
  expect(asked).toEqual(['https://keys.example/jwks.json'])
  served = { keys: [next.jwk] }
  expect(await check(next.privateKey)).toMatchObject({ taskId: 't-1' })
  expect(asked).toHaveLength(2)
  // Forged deliveries cause no more requests.
  await expect(check(old.privateKey)).rejects.toMatchObject({ reason: 'wrong-signature' })
  expect(asked).toHaveLength(2)
  now += 61_000
  await expect(check(old.privateKey)).rejects.toMatchObject({ reason: 'wrong-signature' })
  expect(asked).toHaveLength(3)
})

it.each([
  ['an error', () => Promise.reject(new Error('away'))],
  ['another status', () => Promise.resolve(new Response('{"keys":[]}', { status: 500 }))],
  ['no JSON', () => Promise.resolve(new Response('<html>'))],
  ['no keys', () => Promise.resolve(Response.json({ keys: [] }))],
])('asks for the delivery again if the key set is %s', async (_name, fetch) => {
  const from = source({ ...BY_KEY, keys: { url: 'https://keys.example/jwks.json' } })
  const { privateKey } = keyPair()
  const handle = webhookHandler(from, { fetch, now: () => NOW_MS, onDelivery: () => undefined })
  const response = await handle(new Request('https://us.example', { method: 'POST', headers: ed25519Headers(privateKey), body: BODY }))
  expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('keys.example')])
})
