import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { modelOf, studioText, studioWith } from './studio.ts'

const model = modelOf(studioText)
const { table } = model

describe('the model of a document', () => {
  test('describes the provider', () => {
    expect(table).toMatchObject({
      dialect: 1,
      id: 'studio',
      title: 'Studio',
      document: { version: '1.2.0', hash: createHash('sha256').update(studioText).digest('hex') },
      env: { key: 'STUDIO_KEY', baseUrl: 'STUDIO_URL' },
      keyUrl: 'https://studio.example/keys',
      auth: { in: 'header', name: 'X-Key', prefix: '' },
      trace: 'X-Trace',
      idempotency: 'X-Trace',
      limits: { inFlight: 3, requestsPerMinute: 30 },
      money: { unit: 'credit', usd: 0.01 },
    })
    expect(table.servers).toEqual([
      { url: 'https://api.studio.example/v1', region: 'world' },
      { url: 'https://api.studio.example.cn/v1', region: 'cn', description: 'Mainland China' },
    ])
  })

  test('says which word comes before the key', () => {
    const edit = ['name: X-Key }', 'name: Authorization, x-key-prefix: Key }'] as const
    expect(modelOf(studioWith(edit)).table.auth).toEqual({ in: 'header', name: 'Authorization', prefix: 'Key ' })
  })

  test('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(model))).toEqual(model)
  })

  test('leaves the idempotency header out if there is none', () => {
    expect(modelOf(studioWith(['idempotency: X-Trace', 'idempotency: none'])).table).not.toHaveProperty('idempotency')
    expect(modelOf(studioWith(['unit: credit, usd: 0.01', 'unit: USD'])).table.money).toEqual({ unit: 'USD', usd: 1 })
  })

  test('fills in what error rules leave out', () => {
    expect(table.errors.envelope).toEqual({ ok: { at: ['$response.body#/code'], equals: 0 } })
    expect(table.errors.codes).toEqual({
      '7': { class: 'busy', meaning: 'all places are taken', hint: 'wait', retry: true, billable: false, status: 200 },
      '9': { class: 'moderation', meaning: 'the review refused it', retry: false, billable: true, status: 200 },
    })
    expect(table.errors.statuses['418']).toMatchObject({ class: 'forbidden', status: 418 })
    expect(table.errors.statuses['429']).toMatchObject({ class: 'rate-limit', retry: true })
  })

  test('reads tasks', () => {
    const task = table.tasks['video']
    expect(task?.read).toEqual({ operationId: 'getClip', method: 'GET', path: '/clips/{id}', id: '$request.path.id', idIsInteger: true })
    expect(task?.readMany).toMatchObject({
      method: 'POST',
      idIsInteger: true,
      fixed: { action: 'list' },
      itemId: ['$response.body#/id'],
      max: 20,
    })
    expect(task?.recent).toMatchObject({ createdAt: ['$response.body#/made'] })
    expect(task?.states.map((rule) => rule.is)).toEqual(['succeeded', 'failed', 'running'])
    expect(task?.states[1]).toMatchObject({ in: [7, 8], class: 'moderation', reason: 'refused' })
    expect(task?.poll).toEqual({ firstMs: 2000, everyMs: 500, deadlineMs: 3_600_000 })
  })

  test('knows text ids from integers', () => {
    const text = studioWith([
      'name: id, in: path, required: true, schema: { type: integer, format: int64 }',
      'name: id, in: path, required: true, schema: { type: string }',
    ])
    expect(modelOf(text).table.tasks['video']?.read.idIsInteger).toBe(false)
  })

  test('has the webhook in seconds', () => {
    expect(table.webhooks).toMatchObject({
      id: ['$request.body#/id'],
      signature: { toleranceSeconds: 120, timestampHeader: 'X-Time' },
      retries: [2, 60],
    })
  })

  test('keeps the operations in order, each with its kind', () => {
    expect(Object.values(table.operations).map(({ name, kind, body }) => `${name} ${kind} ${body}`)).toEqual([
      'text-to-video task json',
      'extend task json',
      'clip-status query none',
      'upload-image upload form',
      'balance query none',
    ])
  })

  test('writes shared prices out', () => {
    const clip = table.operations['text-to-video']?.price
    expect(clip).toMatchObject({ first: [{ when: { model: 'm1', duration: { max: 5 } }, price: 10 }, {}, {}] })
    expect(table.operations['extend']?.price).toEqual({ product: [clip, 2] })
  })

  test('says of fields what sending them needs', () => {
    expect(table.operations['extend']).toMatchObject({
      fixed: { action: 'extend' },
      defaults: { duration: 5, quality: '720p' },
      int64: ['/images/-/img', '/source', '/media'],
      uploads: { '/images/-/img': 'upload-image', '/media': 'upload-image' },
      openEnums: { '/model': ['m1', 'm2'] },
      canonical: { model: 'model', prompt: 'prompt', duration: 'duration', source_video: 'source' },
    })
    expect(table.operations['clip-status']).toMatchObject({ pathFields: ['id'], queryFields: ['full'], headerFields: ['Accept-Language'] })
    expect(table.operations['upload-image']?.publicUrls).toEqual(['/image_url'])
  })
})

describe('the input of an operation', () => {
  const extend = model.operations['extend']
  const input = extend?.input as {
    properties: Record<string, unknown>
    required: string[]
    allOf: unknown[]
    additionalProperties: unknown
  }

  test('is one closed object without fixed fields and references', () => {
    expect(Object.keys(input.properties)).toEqual([
      'prompt',
      'model',
      'duration',
      'quality',
      'seed',
      'callback',
      'images',
      'source',
      'media',
    ])
    expect(input.required).toEqual(['model'])
    expect(input.additionalProperties).toBe(false)
    expect(JSON.stringify(input)).not.toContain('$ref')
  })

  test('decides the rules that ask about fixed fields', () => {
    expect(input.allOf).toContainEqual({ 'x-message': 'an extension keeps the seed of its source', properties: { seed: false } })
    expect(table.operations['extend']?.messages).toEqual({
      '#/allOf/0': '{quality} takes no {duration} s: use 5, or 720p',
      '#/allOf/1': 'an extension keeps the seed of its source',
    })
    expect(model.operations['text-to-video']?.input['allOf']).toHaveLength(1)
  })

  test('takes 64-bit integers as digits too, and opens open enums', () => {
    expect(input.properties['source']).toMatchObject({ type: ['integer', 'string'], format: 'int64', pattern: String.raw`^-?\d{1,19}$` })
    expect(input.properties['model']).toEqual({
      type: 'string',
      'x-open-enum': true,
      'x-known-values': ['m1', 'm2'],
      'x-canonical': 'model',
      description: 'The model.',
    })
  })

  test('has the fields for tables and help', () => {
    expect(extend?.fields.find(({ name }) => name === 'model')).toEqual({
      name: 'model',
      type: 'string',
      required: true,
      description: 'The model.',
      enum: ['m1', 'm2'],
      open: true,
      canonical: 'model',
    })
    expect(extend?.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual(
      expect.arrayContaining(['images: object[]', 'source: integer', 'seed: integer', 'duration: integer']),
    )
    expect(extend?.fields.find(({ name }) => name === 'media')?.upload).toBe('upload-image')
    expect(model.operations['upload-image']?.fields.map(({ type }) => type)).toEqual(['file', 'string'])
  })

  test('is closed by unevaluatedProperties where only a branch has a field', () => {
    const text = studioWith([
      '        - required: [media]',
      '        - required: [media]\n          properties: { from: { type: number } }',
    ])
    expect(modelOf(text).operations['extend']?.input).toMatchObject({ unevaluatedProperties: false })
  })

  test('goes over the wire with the fixed fields', () => {
    const wire = extend?.wire as { properties: Record<string, unknown>; required: string[] }
    expect(wire.properties['action']).toMatchObject({ const: 'extend' })
    expect(wire.required).toEqual(['action', 'model'])
    expect(wire.properties['source']).toMatchObject({ type: 'integer' })
  })

  test('sends fixed fields of a GET in the query, and hides them from users', () => {
    const text = studioWith(['        - name: clip-status\n', '        - name: clip-status\n          fixed: { full: true }\n'])
    expect(modelOf(text).table.operations['clip-status']).toMatchObject({ queryFields: [], fixed: { full: true } })
  })
})

describe('the endpoints', () => {
  test('are all operations of the document', () => {
    expect(Object.keys(model.endpoints)).toEqual(['createClip', 'getClip', 'listClips', 'uploadImage', 'getAccount'])
    expect(model.endpoints['createClip']).toMatchObject({
      method: 'POST',
      path: '/clips',
      names: ['text-to-video', 'extend'],
      bodyRequired: true,
    })
    expect(model.endpoints['getClip']?.parameters.map((parameter) => `${parameter.in} ${parameter.name} ${parameter.required}`)).toEqual([
      'path id true',
      'query full false',
      'header Accept-Language false',
    ])
  })

  test('have the examples of their answers', () => {
    expect(model.endpoints['getAccount']?.answers['200']?.example).toEqual({ paid: 10, free: 2 })
  })

  test('keep a schema that contains itself as a definition of its own', () => {
    expect(model.operations['clip-status']?.answer).toMatchObject({
      properties: { data: { $ref: '#/$defs/Clip' } },
      $defs: { Clip: { properties: { parent: { $ref: '#/$defs/Clip' } } } },
    })
  })
})
