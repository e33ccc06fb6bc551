import type { ProviderTable } from '../src/index.ts'

const TASK = {
  id: ['$response.body#/Resp/video_id'],
  charged: ['$response.body#/Resp/credits'],
  read: { operationId: 'getVideo', method: 'get', path: '/videos/{id}', id: '$request.path.id', idIsInteger: true },
  readMany: {
    operationId: 'listVideos',
    method: 'post',
    path: '/videos/query',
    id: '$request.body#/ids',
    idIsInteger: true,
    fixed: { action: 'batch' },
    items: '$response.body#/items',
    itemId: ['$response.body#/Resp/id'],
    max: 2,
  },
  recent: {
    operationId: 'listVideos',
    method: 'post',
    path: '/videos/query',
    fixed: { action: 'recent' },
    items: '$response.body#/items',
    itemId: ['$response.body#/Resp/id'],
    request: ['$response.body#/request'],
    createdAt: ['$response.body#/at'],
  },
  raw: ['$response.body#/Resp/status'],
  states: [
    { at: ['$response.body#/Resp/status'], equals: 1, is: 'succeeded' },
    { at: ['$response.body#/Resp/status'], equals: 5, is: 'running' },
    { at: ['$response.body#/Resp/status'], equals: 7, is: 'failed', class: 'moderation', reason: 'the review refused it' },
    { at: ['$response.body#/Resp/status'], equals: 8, is: 'failed' },
  ],
  failure: { code: ['$response.body#/Resp/error/code'], message: ['$response.body#/Resp/error/message'] },
  outputs: {
    video_url: { from: ['$response.body#/Resp/url'], type: 'video' },
    video_id: { from: ['$response.body#/Resp/id'], type: 'id' },
  },
  credits: ['$response.body#/Resp/cost'],
  poll: { firstMs: 1, everyMs: 1, deadlineMs: 600_000 },
} as const

const OPERATION = {
  method: 'post',
  body: 'json',
  pathFields: [],
  queryFields: [],
  headerFields: [],
  defaults: {},
  int64: [],
  uploads: {},
  publicUrls: [],
  outputs: {},
  messages: {},
  openEnums: {},
  canonical: {},
} as const

/** An invented provider: an envelope, integer ids, one header for traces and idempotency. */
export const ACME: ProviderTable = {
  dialect: 1,
  id: 'acme',
  title: 'Acme Video',
  document: { version: '1.0.0', hash: '00' },
  env: { key: 'ACME_API_KEY', baseUrl: 'ACME_BASE_URL' },
  keyUrl: 'https://acme.example/keys',
  servers: [
    { url: 'https://api.acme.example/v1', region: 'default' },
    { url: 'https://api.acme.example.cn/v1', region: 'cn' },
  ],
  auth: { in: 'header', name: 'API-KEY', prefix: '' },
  trace: 'Ai-trace-id',
  idempotency: 'Ai-trace-id',
  limits: { inFlight: 5, requestsPerMinute: 60 },
  money: { unit: 'credit', usd: 0.01 },
  errors: {
    envelope: { ok: { at: ['$response.body#/ErrCode'], equals: 0 } },
    code: ['$response.body#/ErrCode', '$response.body#/err_code'],
    message: ['$response.body#/ErrMsg'],
    trace: ['$response.body#/trace_id'],
    codes: {
      '500044': { class: 'busy', meaning: 'concurrent limit reached', hint: 'wait for a task to end', retry: true, billable: false },
      '500063': { class: 'moderation', meaning: 'the prompt was refused', retry: false, billable: false },
      '500090': { class: 'quota', meaning: 'no credits left', retry: false, billable: false },
    },
    statuses: { '429': { class: 'rate-limit', meaning: 'too many requests', retry: true, billable: false } },
  },
  tasks: { video: TASK },
  operations: {
    'text-to-video': {
      ...OPERATION,
      name: 'text-to-video',
      kind: 'task',
      operationId: 'createVideo',
      path: '/videos',
      starts: 'video',
      fixed: { kind: 'text' },
      int64: ['/template_id'],
    },
    'image-to-video': {
      ...OPERATION,
      name: 'image-to-video',
      kind: 'task',
      operationId: 'createVideo',
      path: '/videos',
      starts: 'video',
      int64: ['/img_id', '/images/-/img_id'],
      uploads: { '/img_id': 'upload-image', '/images/-/img_id': 'upload-image' },
    },
    'upload-image': {
      ...OPERATION,
      name: 'upload-image',
      kind: 'upload',
      operationId: 'uploadImage',
      path: '/images',
      body: 'form',
      upload: { file: 'image', url: 'image_url', result: 'img_id', accepts: { types: ['image/png'], maxBytes: 1024 * 1024 } },
      outputs: { img_id: { from: ['$response.body#/Resp/img_id'], type: 'id' } },
    },
    mask: {
      ...OPERATION,
      name: 'mask',
      kind: 'charge',
      operationId: 'mask',
      path: '/masks',
      outputs: { mask_id: { from: ['$response.body#/Resp/mask_id'], type: 'id' } },
    },
    voices: {
      ...OPERATION,
      name: 'voices',
      kind: 'query',
      operationId: 'voices',
      method: 'get',
      path: '/voices',
      body: 'none',
      queryFields: ['page'],
      fixed: { size: 10 },
    },
    balance: {
      ...OPERATION,
      name: 'balance',
      kind: 'query',
      operationId: 'balance',
      method: 'get',
      path: '/balance',
      body: 'none',
      balance: { sum: ['$response.body#/Resp/monthly', '$response.body#/Resp/package'] },
    },
  },
}

const { idempotency: _, ...once } = ACME

/** The same without idempotency keys: no paid request may be repeated. */
export const ACME_ONCE: ProviderTable = { ...once, id: 'acme-once' }

/** A success response to a submission. */
export function accepted(id: number | string = 41): string {
  return `{"ErrCode":0,"ErrMsg":"success","Resp":{"video_id":${id},"credits":45}}`
}

/** A response to a read of a task. */
export function inState(status: number | string, more = ''): string {
  return `{"ErrCode":0,"Resp":{"id":41,"status":${JSON.stringify(status)}${more}}}`
}

export const finished = inState(1, ',"url":"https://media.acme.example/41.mp4","cost":40')
