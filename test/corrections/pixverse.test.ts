import { readdir } from 'node:fs/promises'
import * as pixverse from '@shotlist/core/pixverse'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { respond, startFaultServer } from '../clients/fault-server.ts'
import { startProvider } from '../harness/emulator.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { eventsOf, folderOf } from '../harness/shotlist.ts'
import { DOG, IMAGE, PIXVERSE_REQUESTS } from '../rules/pixverse-requests.ts'
import { type ProviderClients, startClients } from './provider-clients.ts'

// What clients that other people run show about PixVerse, and its pages do not say or have wrong. specs/pixverse/coverage.yaml names the tests.

const CLIPS = [1, 2].map((number) => ({ ref_name: `video${number}`, video_media_id: 405833376854443 }))
const OMNI = { model: 'v6', reference_mode: 'omni' }
const WITH_CLIPS = { ...OMNI, prompt: '@video1 at night', video_references: CLIPS, duration: 0 }
const OLD = { water_mark: false, play_bgm: true, sound_mode: 'normal' }
const STYLED = { style: 'realistic', negative_prompt: 'blur' }
const SUBJECTS = Array.from({ length: 8 }, (_, index) => ({ ...DOG, ref_name: `dog${index}` }))
const BACKGROUNDS = [1, 2].map((number) => ({ type: 'background', img_id: IMAGE, ref_name: `place${number}` }))
const RECREATION = {
  prompt: 'like this',
  img_references: [{ img_url: 'https://example.com/1.png' }],
  video_references: [{ video_url: 'https://example.com/1.mp4' }],
}

/** The example of an operation with changes; `undefined` removes a field. */
function requestOf(operation: string, changes: object): Record<string, unknown> {
  return JSON.parse(JSON.stringify({ ...PIXVERSE_REQUESTS[operation], ...changes })) as Record<string, unknown>
}

let clients: ProviderClients
beforeAll(async () => {
  clients = await startClients(pixverse)
})
afterAll(() => clients.emulator.close())

describe('the client sends, and the emulator takes', () => {
  test.each([
    ['clips beside pictures', 'fusion', WITH_CLIPS],
    ['clips without pictures, in their own ratio', 'fusion', { ...WITH_CLIPS, image_references: undefined, aspect_ratio: 'auto' }],
    ['a clip of this API as a reference', 'fusion', { ...WITH_CLIPS, video_references: [{ ref_name: 'video1', source_video_id: 7 }] }],
    ['eight subjects and two backgrounds', 'fusion', { ...OMNI, image_references: [...SUBJECTS, ...BACKGROUNDS] }],
    [
      'pictures without types and names, and an address in the text',
      'fusion',
      { prompt: 'ask me@home.example', image_references: [{ img_id: IMAGE }] },
    ],
    ['a Chinese name', 'fusion', { model: 'c1', prompt: '@狗 runs', image_references: [{ img_id: IMAGE, ref_name: '狗' }] }],
    ['names of older models against the rules', 'fusion', { model: 'v5', prompt: 'a dog, me@home' }],
    ['a template without a prompt', 'template', { prompt: '', model: 'v3.5' }],
    ['an effect of a text without a prompt', 'text-to-video', { prompt: '', template_id: 302325299692608 }],
    ['5,000 characters of a text', 'text-to-video', { prompt: 'a'.repeat(5000) }],
    ['5,000 characters of a change', 'modify', { prompt: 'a'.repeat(5000) }],
    ['5,000 characters of a look', 'restyle', { restyle_prompt: 'a'.repeat(5000) }],
    ['5,000 characters of a transition', 'transition', { prompt: 'a'.repeat(5000) }],
    ['a re-creation without quality and ratio', 'viral-recreation', RECREATION],
    ['usage without times', 'usage-detail', { start_time: undefined, end_time: undefined }],
    ['old fields of a text', 'text-to-video', { ...OLD, style: 'realistic' }],
    ['old fields of a picture', 'image-to-video', OLD],
    ['old fields of a template', 'template', OLD],
    ['style, negative prompt and old fields of a transition', 'transition', { ...OLD, ...STYLED }],
    ['style, negative prompt and old fields of a fusion', 'fusion', { ...OLD, ...STYLED }],
    ['three pictures, three masks and one key frame', 'modify', { img_ids: [1, 2, 3], mask_ids: ['a', 'b', 'c'], keyframe_ids: 1 }],
    ['several key frames', 'modify', { keyframe_ids: [1, 2] }],
    ['pictures of a template under their other name', 'template', { img_id: undefined, api_gen_img_ids: [7, 8] }],
    ['a model that the document does not know', 'text-to-video', { model: 'v6-max' }],
  ])('%s', async (_name, operation, changes) => {
    expect(await clients.mistakesIn(operation, requestOf(operation, changes))).toEqual([])
  })
})

describe('the client and the emulator refuse', () => {
  test.each([
    ['three clips', 'fusion', { ...WITH_CLIPS, video_references: [...CLIPS, { ...CLIPS[0], ref_name: 'video3' }] }],
    ['a clip without a name', 'fusion', { ...WITH_CLIPS, video_references: [{ video_media_id: 7 }] }],
    [
      'a clip by its address',
      'fusion',
      { ...WITH_CLIPS, video_references: [{ ref_name: 'video1', video_url: 'https://x.example/a.mp4' }] },
    ],
    ['clips with a length of one’s own', 'fusion', { ...WITH_CLIPS, duration: 5 }],
    ['the ratio of clips without clips', 'fusion', { aspect_ratio: 'auto' }],
    ['eight pictures of plain v6', 'fusion', { image_references: SUBJECTS }],
    ['a ninth subject', 'fusion', { ...OMNI, image_references: [...SUBJECTS, { ...DOG, ref_name: 'dog8' }] }],
    ['more than 5,000 characters of a text', 'text-to-video', { prompt: 'a'.repeat(5001) }],
    ['more than 5,000 characters of a change', 'modify', { prompt: 'a'.repeat(5001) }],
    ['more than 5,000 characters of a look', 'restyle', { restyle_prompt: 'a'.repeat(5001) }],
    ['a camera movement of v5.5', 'text-to-video', { model: 'v5.5', camera_movement: 'zoom_in' }],
    ['a camera movement of v5.6', 'image-to-video', { model: 'v5.6', camera_movement: 'zoom_in' }],
    ['a camera movement of v6', 'image-to-video', { camera_movement: 'zoom_in' }],
    ['a camera movement of c1', 'text-to-video', { model: 'c1', camera_movement: 'zoom_in' }],
    ['a re-creation without a prompt', 'viral-recreation', { ...RECREATION, prompt: undefined }],
    ['four pictures of a change', 'modify', { img_ids: [1, 2, 3, 4] }],
    ['four masks of a change', 'modify', { mask_ids: ['a', 'b', 'c', 'd'] }],
  ])('%s', async (_name, operation, changes) => {
    expect(await clients.refusalsOf(operation, requestOf(operation, changes))).toEqual(['invalid-input', 'invalid-request'])
  })
})

test('a model that the document does not know has no price', () => {
  expect(clients.client.estimate('text-to-video', requestOf('text-to-video', { model: 'v6-max' }))).toHaveProperty('unknown')
})

test.each([
  ['transition', {}],
  ['extend', {}],
  ['image-to-video', {}],
  ['fusion', {}],
])('%s: a manifest with a long prompt is valid, with a warning', async (operation, changes) => {
  const warned = async (length: number) => {
    const { code, stdout } = await validate(operation, { ...requestOf(operation, changes), prompt: `@dog ${'a'.repeat(length - 5)}` })
    expect(code).toBe(0)
    return stdout.includes('prompt may be limited to 2,048 characters here')
  }
  expect([await warned(2048), await warned(2049)]).toEqual([false, true])
})

async function validate(operation: string, input: object) {
  const { path, remove } = await folderOf({
    'shotlist.yaml': JSON.stringify({ version: 1, jobs: { clip: { uses: `pixverse/${operation}`, with: input } } }),
  })
  onTestFinished(remove)
  return shotlistInProcess(['validate', '--json'], { cwd: path })
}

describe('an error', () => {
  test.each([
    ['10003 is a key that is not accepted, or a sign-in elsewhere', '10003', 'auth', /signed in elsewhere/],
    ['10005 is a key that is not accepted, or a sign-in elsewhere', '10005', 'auth', /signed in elsewhere/],
    ['500043 is a quota', '500043', 'quota', /used up/],
    ['500044 is a provider without room', '500044', 'busy', /as many tasks/],
    ['500054 may speak of the result', '500054', 'moderation', /the picture or the result/],
  ])('%s', async (_name, code, errorClass, meaning) => {
    clients.emulator.setFaults([{ on: 'submit', kind: 'error', code }])
    const refused = clients.client.submit('text-to-video', requestOf('text-to-video', {}))
    await expect(refused).rejects.toMatchObject({
      providerCode: code,
      class: errorClass,
      meaning: expect.stringMatching(meaning) as string,
    })
  })

  test.each([400, 403, 500, 503])('in the envelope counts, also with HTTP status %i', async (status) => {
    const { url } = await startFaultServer([respond('{"ErrCode":500090,"ErrMsg":"no credits","Resp":null}', { status })])
    const { engine } = pixverse.createClient({ apiKey: 'key', baseUrl: url, retry: { attempts: 1 } })
    const refused = engine.submit('text-to-video', requestOf('text-to-video', {}))
    await expect(refused).rejects.toMatchObject({ providerCode: '500090', class: 'quota', status })
  })
})

async function run(timeout: string, url: string) {
  const job = { uses: 'pixverse/text-to-video', timeout, with: requestOf('text-to-video', {}), output: 'clip.mp4' }
  const { path, remove } = await folderOf({ 'shotlist.yaml': JSON.stringify({ version: 1, output_dir: '.', jobs: { clip: job } }) })
  onTestFinished(remove)
  const env = { PIXVERSE_API_KEY: 'key', PIXVERSE_BASE_URL: url }
  const { code, stdout } = await shotlistInProcess(['run', '--yes', '--json', '--poll', '50ms'], { cwd: path, env })
  return { code, failed: eventsOf(stdout).find(({ event }) => event === 'job.failed'), files: await readdir(path) }
}

test('500044 again and again, while no other task runs, fails the job', async () => {
  const emulator = await startProvider('pixverse', { faults: [{ on: 'submit', kind: 'error', code: '500044' }] })
  onTestFinished(() => emulator.close())
  const { failed } = await run('1s', emulator.url)
  expect(failed).toMatchObject({ class: 'busy', code: '500044' })
  expect(emulator.ledger()).toMatchObject({ submissions: 0, duplicates: 0 })
})

test.each(['mp4', 'jpg'])('a placeholder, default.%s, is a refusal by the content review, and is not fetched', async (ending) => {
  const server = await startFaultServer([
    (response, request) => {
      const body = request.url.includes('/result/')
        ? { id: 7, status: 1, url: `${server.url}/media/default.${ending}` }
        : { video_id: 7, credit_monthly: 1000, credit_package: 0 }
      respond(JSON.stringify({ ErrCode: 0, ErrMsg: 'success', Resp: body }))(response, request)
    },
  ])
  const { failed, files } = await run('1m', server.url)
  expect(failed).toMatchObject({ class: 'moderation' })
  expect(server.requests.filter(({ url }) => url.startsWith('/media/'))).toEqual([])
  expect(files.filter((name) => name.endsWith('mp4'))).toEqual([])
})

test('a client of another maker is served: any text as trace id, an upload by address in a form, unknown fields', async () => {
  const emulator = await startProvider('pixverse', { taskMs: 1 })
  onTestFinished(() => emulator.close())
  const headers = { 'API-KEY': 'key', 'Ai-trace-id': 'pai-1764400000000000000' }
  const send = async (path: string, init: RequestInit) => {
    const response = await fetch(`${emulator.url}/openapi/v2/${path}`, init)
    const { ErrCode, Resp } = (await response.json()) as { ErrCode: number; Resp: Record<string, unknown> }
    expect(ErrCode).toBe(0)
    return Resp
  }
  const form = new URLSearchParams({ image_url: 'https://example.com/cup.png' })
  const { img_id } = await send('image/upload', { method: 'POST', headers, body: form })
  const body = JSON.stringify({ ...requestOf('image-to-video', OLD), img_id, lip_sync_switch: false })
  const json = { ...headers, 'content-type': 'application/json' }
  const { video_id, credits } = await send('video/img/generate', { method: 'POST', headers: json, body })
  expect(credits).toBe(45)
  const result = () => send(`video/result/${video_id}`, { headers })
  await expect.poll(result).toMatchObject({ status: 1, has_audio: expect.any(Boolean) as boolean, credits: 45 })
  expect(emulator.ledger().mistakeList.map(({ what }) => what)).toEqual(['fields that the document does not know: lip_sync_switch'])
  expect(emulator.ledger()).toMatchObject({ submissions: 1, uploads: 1, money: { charged: 45 } })
})

test('the limits of an extension’s source are described', async () => {
  const { stdout } = await shotlistInProcess(['describe', 'pixverse/extend'], { cwd: import.meta.dirname })
  const words = stdout.replaceAll(/\s+/g, ' ')
  expect(words).toContain('It has the source’s size'.replace('’', "'"))
  expect(words).toContain('shorter than 40 s and have at most 1,920 pixels a side')
})
