import { expect, test } from 'vitest'
import { type Ask, at, pictureOf, said, send, tokenFor, withMistake } from './vendor-calls.ts'
import { CASES, type Case, FILES, KEY, PICTURE } from './vendor-cases.ts'
import { serveVendor } from './vendor-server.ts'

const FROM_IMAGE = { model: 'nest-i2v-plus', input: { img_url: 'https://pictures.example/a.png' }, parameters: { resolution: '480P' } }
const AS_JPEG = PICTURE.replace('png', 'jpeg')
const NOT_PUBLIC = 'http://127.0.0.1/a.png'

/** A right submission with other fields, and what the vendor says to it. */
const ANSWERS: readonly (readonly [name: string, fields: object, said: RegExp])[] = [
  ['codefamily', { content: [{ type: 'text', text: 'x' }], model: 'family-1-lite', resolution: '480p', duration: 10 }, /^200 /],
  ['codefamily', { content: undefined }, /^400 .*MissingParameter\.content/],
  ['codefamily', { content: [{ type: 'image_url', image_url: { url: PICTURE }, role: 'first_frame' }] }, /^400 .*content/],
  ['codefamily', { content: partsWith(AS_JPEG) }, /^400 .*content/],
  ['codefamily', { content: partsWith(NOT_PUBLIC) }, /^400 .*content/],
  ['codefamily', { content: partsWith('https://pictures.example/a.png'), unknown: 1 }, /^200 /],
  ['codefamily', { duration: '5' }, /^400 .*duration/],
  ['codefamily', { camera_fixed: 'no' }, /^400 .*camera_fixed/],
  ['filecraft', { prompt: 'x'.repeat(2000), duration: undefined, resolution: '1080P' }, /:0,/],
  ['filecraft', { prompt: 'x'.repeat(2001) }, /2013/],
  ['filecraft', { first_frame_image: `${PICTURE}!` }, /2013/],
  ['filecraft', { model: undefined }, /2013/],
  ['keyhold', { model: 'hold-2-pro', size: '1024x1792', seconds: '12', prompt: 'x'.repeat(4000) }, /^200 .*"seconds":"12"/],
  ['keyhold', { prompt: 'x'.repeat(4001) }, /^400 .*"prompt"/],
  ['keyhold', { seconds: '5' }, /^400 .*"seconds"/],
  ['keyhold', { input_reference: 'text' }, /^400 .*"input_reference"/],
  ['keyhold', { input_reference: new File([FILES.image], 'a.jpg', { type: 'image/jpeg' }) }, /^400 .*"input_reference"/],
  ['lumenreel', { prompt_text: '🦊'.repeat(1000), seed: 0, unknown: 1 }, /^200 /],
  ['lumenreel', { prompt_text: 'x'.repeat(1001) }, /^400 .*prompt_text/],
  ['lumenreel', { prompt_image: { uri: 'http://pictures.example/a.png', position: 'first' } }, /^400 .*prompt_image/],
  ['lumenreel', { prompt_image: { uri: PICTURE, position: 'last' } }, /^400 .*prompt_image/],
  ['lumenreel', { prompt_image: PICTURE }, /^400 .*prompt_image/],
  ['lumenreel', { seed: 4294967296 }, /^400 .*seed/],
  ['multipic', { kind: 'image', count: 4, size: '1536x1024' }, /^201 /],
  ['multipic', { kind: 'image', count: 5 }, /^400 .*INPUT\.COUNT/],
  ['multipic', { kind: 'sound' }, /^400 .*INPUT\.KIND/],
  ['multipic', { client_token: 'token' }, /^400 .*INPUT\.CLIENT_TOKEN/],
  ['nestvid', FROM_IMAGE, /^200 .*PENDING/],
  ['nestvid', { ...FROM_IMAGE, parameters: { size: '960*960' } }, /^400 .*size/],
  ['nestvid', { ...FROM_IMAGE, input: { img_url: PICTURE } }, /^400 .*img_url/],
  ['nestvid', { model: 'nest-t2v-turbo' }, /^400 .*duration/],
  ['nestvid', { unknown: 1 }, /^400 .*unknown/],
  ['nestvid', { input: { prompt: 'x'.repeat(801) } }, /^400 .*prompt/],
  ['opslash', { instances: [{ prompt: 'x' }], parameters: undefined }, /^200 .*models\/reef-3-fast\/operations/],
  ['opslash', { instances: [{ prompt: 'x' }, { prompt: 'y' }] }, /^400 .*instances/],
  ['opslash', { instances: [{ prompt: 'x', seed: 1 }] }, /^400 .*seed/],
  ['opslash', { instances: [{ prompt: 'x', image: { bytesBase64Encoded: PICTURE, mimeType: 'image/png' } }] }, /^400 .*image/],
  ['opslash', { parameters: { durationSeconds: 5 } }, /^400 .*durationSeconds/],
  ['queueworks', { image_url: undefined }, /^422 .*image_url/],
  ['queueworks', { aspect_ratio: '4:3' }, /^422 .*aspect_ratio/],
  ['statusframe', { cfg_scale: '10.1' }, /^400 .*cfg_scale/],
  ['statusframe', { seed: '1.5' }, /^400 .*seed/],
  ['statusframe', { image: new File([pictureOf(1024, 577)], 'a.png', { type: 'image/png' }) }, /^400 .*image: must be 1024x576/],
  ['statusframe', { image: new File([new Uint8Array(11_000_000)], 'a.png', { type: 'image/png' }) }, /^413 .*payload_too_large/],
  ['tokenhouse', { image: 'https://pictures.example/a.png', prompt: '', external_task_id: '', callback_url: '' }, /^200 .*submitted/],
  ['tokenhouse', { duration: 10 }, /^400 .*duration/],
  ['tokenhouse', { cfg_scale: 1.1 }, /^400 .*cfg_scale/],
  ['tokenhouse', { model_name: 'house-v3' }, /^400 .*model_name/],
  ['unionist', { prompt: 'ab' }, /^422 .*prompt/],
  ['unionist', { type: 'clip' }, /^422 .*type/],
  ['unionist', { type: 'image', image: { url: 'https://pictures.example/a.png' }, loop: true }, /^201 .*40/],
  ['unionist', { type: 'image', image: { url: NOT_PUBLIC } }, /^400 .*public/],
  ['unionist', { type: 'extend', source_id: 'gen_none' }, /^404 /],
  ['voxline', { text: 'x'.repeat(5000), model_id: undefined }, /^200 /],
  ['voxline', { text: 'x'.repeat(5001) }, /^422 .*text/],
  ['voxline', { model_id: 'vox_3' }, /^422 .*model_id/],
]

test.each(ANSWERS)('%s answers as its page says: row %#', async (name, fields, expected) => {
  const tried = CASES[name] as Case
  expect(await answerTo(name, withMistake(tried.submission('a glacier', crypto.randomUUID()), fields))).toMatch(expected)
})

const HEADERS: readonly (readonly [name: string, headers: Record<string, string>, said: RegExp])[] = [
  ['codefamily', { 'x-client-request-id': crypto.randomUUID() }, /^400 .*X-Client-Request-Id/],
  ['keyhold', { 'idempotency-key': 'x'.repeat(256) }, /^400 .*Idempotency-Key/],
  ['nestvid', { 'x-nest-async': 'true' }, /^403 .*AccessDenied/],
]

test.each(HEADERS)('%s refuses a wrong header', async (name, headers, expected) => {
  expect(await answerTo(name, { ...(CASES[name] as Case).submission('a glacier', crypto.randomUUID()), headers })).toMatch(expected)
})

const TOKENS: readonly (readonly [claims: object, code: RegExp])[] = [
  [{ nbf: inSeconds(60) }, /^401 .*1003/],
  [{ exp: inSeconds(-1) }, /^401 .*1004/],
  [{ exp: inSeconds(3600) }, /^401 .*1002/],
  [{ nbf: undefined }, /^401 .*1002/],
  [{ iss: 'OTHER' }, /^401 .*1002/],
]

test.each(TOKENS)('tokenhouse refuses a token: row %#', async (claims, expected) => {
  const running = await serveVendor(CASES['tokenhouse']!.create, { key: KEY, files: FILES })
  const headers = { authorization: `Bearer ${tokenFor(KEY, claims)}` }
  expect(said(await send(running.url, { path: '/v1/videos/text2video/none', headers }))).toMatch(expected)
  await running.close()
})

test('statusframe refuses another accept header than the one on its page', async () => {
  const { create, submission } = CASES['statusframe']!
  const running = await serveVendor(create, { key: KEY, files: FILES })
  const headers = { authorization: KEY }
  const started = await send(running.url, { ...submission('a glacier', ''), headers })
  const path = `/v2alpha/image-to-video/result/${at(started, 'id')}`
  expect((await send(running.url, { path, headers: { ...headers, accept: 'application/json' } })).status).toBe(400)
  expect(running.vendor.complaints).toEqual([expect.stringContaining('accept')])
  await running.close()
})

async function answerTo(name: string, ask: Ask): Promise<string> {
  const tried = CASES[name] as Case
  const running = await serveVendor(tried.create, { key: KEY, files: FILES })
  const answer = said(await send(running.url, tried.withKey(ask, KEY)))
  const isAccepted = /^20[01] /.test(answer) && !answer.includes('2013')
  expect(running.vendor.charges).toHaveLength(isAccepted ? 1 : 0)
  await running.close()
  return answer
}

function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds
}

function partsWith(url: string): readonly object[] {
  return [
    { type: 'text', text: 'x' },
    { type: 'image_url', image_url: { url }, role: 'first_frame' },
  ]
}
