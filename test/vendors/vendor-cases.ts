import { expect } from 'vitest'
import { createVendor as codefamily } from './codefamily/server.ts'
import { createVendor as filecraft } from './filecraft/server.ts'
import { createVendor as keyhold } from './keyhold/server.ts'
import { createVendor as lumenreel } from './lumenreel/server.ts'
import { createVendor as multipic } from './multipic/server.ts'
import { createVendor as nestvid } from './nestvid/server.ts'
import { createVendor as opslash } from './opslash/server.ts'
import { createVendor as queueworks } from './queueworks/server.ts'
import { createVendor as statusframe } from './statusframe/server.ts'
import { createVendor as tokenhouse } from './tokenhouse/server.ts'
import { createVendor as unionist } from './unionist/server.ts'
import {
  type Answer,
  type Ask,
  at,
  bytesAt,
  type Call,
  formOf,
  inHeader,
  jobIdOf,
  pictureOf,
  type Reads,
  readThrice,
  tokenFor,
} from './vendor-calls.ts'
import type { CreateVendor } from './vendor-server.ts'
import { createVendor as voxline } from './voxline/server.ts'

export type Case = {
  readonly create: CreateVendor
  readonly withKey: (ask: Ask, key: string) => Ask
  readonly submission: (prompt: string, token: string) => Ask
  /** Fields that make a right body wrong. */
  readonly mistake: object
  /** Status and text of the answers to a wrong key and to a wrong body. */
  readonly refusals: readonly [RegExp, RegExp]
  readonly follow: (call: Call, started: Answer) => Promise<Reads>
  readonly states: readonly unknown[]
  /** Status and text of the last answer about work that the content review refuses. */
  readonly forbidden: RegExp
  /** How the same submission with the same token is answered, where the vendor has tokens. */
  readonly repetition?: number
  /** Downloads that need the key, or are the answer itself. */
  readonly download?: (call: Call, reads: Reads) => Promise<Buffer>
}

export const KEY = 'ACCESS:SECRET'
export const FILES = { video: Buffer.from('the bytes of a video'), image: pictureOf(1024, 576), audio: Buffer.from('the bytes of a sound') }
export const PICTURE = `data:image/png;base64,${FILES.image.toString('base64')}`

export const CASES: Readonly<Record<string, Case>> = {
  codefamily: {
    create: codefamily,
    withKey: inHeader('authorization', 'Bearer '),
    submission: (prompt, token) => {
      const image = { type: 'image_url', image_url: { url: PICTURE }, role: 'first_frame' }
      const body = { model: 'family-1-pro', content: [{ type: 'text', text: prompt }, image], resolution: '1080p' }
      return { path: '/v3/content/tasks', headers: { 'x-client-request-id': token.replaceAll('-', '') }, body }
    },
    mistake: { model: 'family-1-lite' },
    refusals: [/^401 .*AuthenticationError/, /^400 .*InvalidParameter.resolution/],
    follow: (call, started) => readThrice(call, `/v3/content/tasks/${at(started, 'id')}`, 'status', 'content.video_url'),
    states: ['queued', 'running', 'succeeded'],
    forbidden: /failed.*OutputVideoSensitiveContentDetected\.Policy/,
    repetition: 200,
  },
  filecraft: {
    create: filecraft,
    withKey: inHeader('authorization', 'Bearer '),
    submission: (prompt) => ({
      path: '/v1/video_generation',
      body: { model: 'Craft-02', prompt, first_frame_image: PICTURE, duration: 10 },
    }),
    mistake: { resolution: '1080P' },
    refusals: [/^200 .*1004/, /^200 .*2013/],
    follow: async (call, started) => {
      const reads = await readThrice(call, `/v1/query/video_generation?task_id=${at(started, 'task_id')}`, 'status', 'file_id')
      if (reads.address === undefined) return reads
      return { ...reads, address: at(await call(`/v1/files/retrieve?file_id=${reads.address}`), 'file.download_url') }
    },
    states: ['Queueing', 'Processing', 'Success'],
    forbidden: /^200 .*Fail.*1027/,
  },
  keyhold: {
    create: keyhold,
    withKey: (ask, key) => ({
      ...ask,
      headers: { ...ask.headers, authorization: `Bearer ${key}`, 'keyhold-beta': 'video=v2' },
    }),
    submission: (prompt, token) => ({
      path: '/v1/videos',
      headers: { 'idempotency-key': token },
      body: formOf({ model: 'hold-2', prompt, seconds: '8', input_reference: new File([FILES.image], 'a.png', { type: 'image/png' }) }),
    }),
    mistake: { size: '1024x1792' },
    refusals: [/^401 .*invalid_request_error/, /^400 .*"param":"size"/],
    follow: async (call, started) => {
      const reads = await readThrice(call, `/v1/videos/${at(started, 'id')}`, 'status')
      const { headers } = await call(`/v1/videos/${at(started, 'id')}/content`)
      return { ...reads, address: headers.get('location') ?? undefined }
    },
    states: ['queued', 'in_progress', 'completed'],
    forbidden: /failed.*moderation_blocked/,
    repetition: 200,
  },
  lumenreel: {
    create: lumenreel,
    withKey: (ask, key) => ({
      ...ask,
      headers: { ...ask.headers, authorization: `Bearer ${key}`, 'lumenreel-version': '2026-03-01' },
    }),
    submission: (prompt_text) => ({
      path: '/v2/image_to_video',
      body: { model: 'reel-2', prompt_text, prompt_image: { uri: PICTURE, position: 'first' }, seconds: 4, seed: 4294967295 },
    }),
    mistake: { seconds: '4' },
    refusals: [/^401 .*docUrl/, /^400 .*seconds/],
    follow: (call, started) => readThrice(call, `/v2/renders/${at(started, 'id')}`, 'status', 'output.0'),
    states: ['PENDING', 'RUNNING', 'SUCCEEDED'],
    forbidden: /FAILED.*SAFETY\.INPUT\.TEXT/,
  },
  multipic: {
    create: multipic,
    withKey: inHeader('x-key', ''),
    submission: (prompt, client_token) => ({ path: '/api/jobs', body: { kind: 'clip', prompt, client_token, with_poster: true } }),
    mistake: { length: 4.5 },
    refusals: [/^401 .*problem/, /^400 .*INPUT\.LENGTH/],
    follow: (call, started) => readThrice(call, `/api/jobs/${jobIdOf(started)}`, 'job.state', 'job.files.0.href'),
    states: ['new', 'working', 'done'],
    forbidden: /broken.*POLICY\.TEXT/,
    repetition: 201,
  },
  nestvid: {
    create: nestvid,
    withKey: inHeader('authorization', 'Bearer '),
    submission: (prompt) => ({
      path: '/api/v1/services/aigc/video-generation/video-synthesis',
      headers: { 'x-nest-async': 'enable' },
      body: { model: 'nest-t2v-plus', input: { prompt, negative_prompt: 'blur' }, parameters: { size: '960*960', duration: 10 } },
    }),
    mistake: { parameters: { duration: 5, resolution: '720P' } },
    refusals: [/^401 .*InvalidApiKey/, /^400 .*InvalidParameter.*resolution/],
    follow: (call, started) => {
      return readThrice(call, `/api/v1/tasks/${at(started, 'output.task_id')}`, 'output.task_status', 'output.video_url')
    },
    states: ['PENDING', 'RUNNING', 'SUCCEEDED'],
    forbidden: /FAILED.*DataInspectionFailed/,
  },
  opslash: {
    create: opslash,
    withKey: (ask, key) => ({ ...ask, path: `${ask.path}${ask.path.includes('?') ? '&' : '?'}key=${encodeURIComponent(key)}` }),
    submission: (prompt) => {
      const image = { bytesBase64Encoded: FILES.image.toString('base64'), mimeType: 'image/png' }
      const body = { instances: [{ prompt, image }], parameters: { durationSeconds: 6, sampleCount: 2 } }
      return { path: '/v1beta/models/reef-3-fast:predictLongRunning', body }
    },
    mistake: { seed: 1 },
    refusals: [/^403 .*PERMISSION_DENIED/, /^400 .*seed.*INVALID_ARGUMENT/],
    follow: (call, started) => readThrice(call, `/v1beta/${at(started, 'name')}`, 'done', 'response.generatedSamples.0.video.uri'),
    states: [false, false, true],
    forbidden: /filteredReasons/,
    download: async (call, { address = '', last }) => {
      const direct = await call(at(last, 'response.generatedSamples.1.video.uri') ?? '')
      expect(direct.bytes).toEqual(FILES.video)
      return bytesAt((await call(address)).headers.get('location'))
    },
  },
  queueworks: {
    create: queueworks,
    withKey: inHeader('authorization', 'Key '),
    submission: (prompt) => ({ path: '/works/kite/v2/image-to-video', body: { prompt, duration: '10', image_url: PICTURE } }),
    mistake: { duration: 10 },
    refusals: [/^401 .*detail/, /^422 .*"duration"/],
    follow: async (call, started) => {
      const { states } = await readThrice(call, at(started, 'status_url') ?? '', 'status')
      const last = await call(at(started, 'response_url') ?? '')
      return { states, address: at(last, 'video.url'), last }
    },
    states: ['IN_QUEUE', 'IN_PROGRESS', 'COMPLETED'],
    forbidden: /^422 .*content_policy_violation/,
  },
  statusframe: {
    create: statusframe,
    withKey: inHeader('authorization', ''),
    submission: (prompt) => ({
      path: '/v2alpha/image-to-video',
      body: formOf({ image: new File([FILES.image], `${prompt}.png`, { type: 'image/png' }), seed: '42', cfg_scale: '1.8' }),
    }),
    mistake: { motion_bucket_id: '256' },
    refusals: [/^401 .*unauthorized/, /^400 .*motion_bucket_id/],
    follow: (call, started) => {
      const path = `/v2alpha/image-to-video/result/${at(started, 'id')}`
      return readThrice((ask) => call({ path: String(ask), headers: { accept: 'video/*' } }), path, 'status')
    },
    states: ['in-progress', 'in-progress', undefined],
    forbidden: /^422 .*generation_failed/,
    download: async (_call, { last }) => {
      expect(last.headers.get('finish-reason')).toBe('SUCCESS')
      return last.bytes
    },
  },
  tokenhouse: {
    create: tokenhouse,
    withKey: (ask, key) => ({ ...ask, headers: { ...ask.headers, authorization: `Bearer ${tokenFor(key)}` } }),
    submission: (prompt, external_task_id) => ({
      path: '/v1/videos/image2video',
      body: { model_name: 'house-v2', image: FILES.image.toString('base64'), prompt, mode: 'pro', duration: '10', external_task_id },
    }),
    mistake: { image: PICTURE },
    refusals: [/^401 .*1000/, /^400 .*1200/],
    follow: (call, started) => {
      const path = `/v1/videos/image2video/${at(started, 'data.task_id')}`
      return readThrice(call, path, 'data.task_status', 'data.task_result.videos.0.url')
    },
    states: ['submitted', 'processing', 'succeed'],
    forbidden: /Failure to pass the risk control system.*failed/,
    repetition: 409,
  },
  unionist: {
    create: unionist,
    withKey: inHeader('authorization', 'Token '),
    submission: (prompt) => ({ path: '/generations', body: { type: 'text', prompt, duration: '5s', resolution: '4k' } }),
    mistake: { duration: '9s' },
    refusals: [/^401 .*detail/, /^400 .*4k/],
    follow: (call, started) => readThrice(call, `/generations/${at(started, 'id')}`, 'state', 'assets.video'),
    states: ['queued', 'dreaming', 'completed'],
    forbidden: /failed.*Prompt refused by moderation/,
  },
  voxline: {
    create: voxline,
    withKey: inHeader('xv-api-key', ''),
    submission: (text) => ({ path: '/v1/speech/21m00Tcm4TlvDq8ikWAM', body: { text, model_id: 'vox_flash', settings: { speed: 0.7 } } }),
    mistake: { settings: { speed: 0.6 } },
    refusals: [/^401 .*invalid_api_key/, /^422 .*speed/],
    follow: async (_call, last) => ({ states: [last.headers.get('x-cost')], address: undefined, last }),
    states: ['4.5'],
    forbidden: /^400 .*content_refused/,
    download: async (_call, { last }) => last.bytes,
  },
}
