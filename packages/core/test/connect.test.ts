import { defined } from '@shotlist/codegen/defined'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { operationFromTable } from '../src/client/provider-client.ts'
import {
  type ClientBase,
  type ClientEvent,
  connect,
  createRawClient,
  type ErrorRule,
  type Operation,
  type OperationTable,
  type RawClient,
  type Task,
  type TaskResult,
  type TaskRules,
  type Validator,
  type WholeClient,
} from '../src/index.ts'
import { connectWhole, inputCheck } from '../src/runtime.ts'
import { ACME, accepted, finished } from './acme.ts'
import { rejection } from './connect-to.ts'
import { drop, json, page, type Reply, startServer } from './scripted-server.ts'

type Input = { readonly prompt: string; readonly duration?: 5 | 8 }
type Outputs = { readonly video_url?: string; readonly video_id?: string }

const { operations: tables, ...provider } = ACME
function operationWith(name: string, validate?: Validator) {
  return operationFromTable(tables[name] as OperationTable, validate)
}
const textToVideo = operationWith('text-to-video') as Operation<Input, Outputs, 'task'>
const balance = operationWith('balance') as Operation<Record<never, never>, { readonly amount?: number }, 'query'>
const uploadImage = operationWith('upload-image') as Operation<unknown, { readonly img_id?: string }, 'upload'>
const OPTIONS = { apiKey: 'sk-1234', retry: { baseMs: 1 } }

describe('connect', () => {
  it('makes a typed method of every operation', async () => {
    await using server = await startServer([
      json(accepted()),
      json(finished),
      json('{"ErrCode":0,"Resp":{"img_id":7}}'),
      json('{"ErrCode":0,"Resp":{}}'),
    ])
    const client = connect(provider, { textToVideo, balance, uploadImage }, { ...OPTIONS, baseUrl: server.url })
    const task = client.textToVideo({ prompt: 'a' })
    expectTypeOf(task).toEqualTypeOf<Task<Outputs>>()
    const result = await task
    expectTypeOf(result).toEqualTypeOf<TaskResult<Outputs>>()
    expect(result.outputs.video_id).toBe('41')
    const { value } = await client.uploadImage(new Blob(['x']))
    expect(value).toBe('7')
    expect((await client.balance()).outputs).toEqual({})
    // @ts-expect-error a duration that is not offered
    expectTypeOf(client.textToVideo).toBeCallableWith({ prompt: 'a', duration: 7 })
  })

  it('resumes, and makes clients with other options', async () => {
    await using server = await startServer([json(finished)])
    const client = connect(provider, { textToVideo }, { ...OPTIONS, baseUrl: 'http://127.0.0.1:1' }).withOptions({
      baseUrl: server.url,
      apiKey: undefined,
    })
    const saved = { provider: 'acme', operation: 'text-to-video', taskId: '41', key: 'k', startedAt: 0 }
    expect((await client.resume<Outputs>(saved)).outputs.video_url).toBe('https://media.acme.example/41.mp4')
  })

  it('checks inputs with the operation’s validator before anything is sent', async () => {
    await using server = await startServer([json(accepted())])
    const validate = Object.assign(
      () => {
        validate.errors = [{ instancePath: '', schemaPath: '#/required', keyword: 'required', params: { missingProperty: 'prompt' } }]
        return false
      },
      { errors: [] as { instancePath: string; schemaPath: string; keyword: string; params: Record<string, unknown> }[] },
    )
    const checked = operationWith('text-to-video', validate) as Operation<Input, Outputs, 'task'>
    const client = connect(provider, { textToVideo: checked }, { ...OPTIONS, baseUrl: server.url })
    const error = await rejection(client.textToVideo({} as Input))
    expect(error).toMatchObject({
      code: 'invalid-input',
      issues: [{ pointer: '/prompt', message: 'prompt is required' }],
      message: 'text-to-video: prompt is required',
    })
    expect(server.received).toHaveLength(0)
  })
})

describe('connectWhole', () => {
  it('has the engine, prices and the raw client besides the methods', async () => {
    await using server = await startServer([json('{"ErrCode":0,"Resp":{"monthly":3,"package":4}}')])
    const priced = { ...tables['text-to-video'], price: 45 } as OperationTable
    const table = { ...ACME, operations: { ...tables, 'text-to-video': priced } }
    const parts = { methods: { textToVideo: 'text-to-video', credits: 'balance' }, validators: {} }
    const client = connectWhole<WholeClient>(table, parts, { ...OPTIONS, baseUrl: server.url })
    expect(Object.keys(client).toSorted()).toEqual([
      'cancel',
      'credits',
      'engine',
      'estimate',
      'raw',
      'resume',
      'retrieveMany',
      'textToVideo',
      'withOptions',
    ])
    expect(client.estimate('text-to-video', { prompt: 'a' })).toEqual({ amount: 45, unit: 'credit', usd: 0.45 })
    expect(() => client.estimate('nothing', {})).toThrow('There is no operation named "nothing"')
    expect(await client.engine.balance()).toEqual({ amount: 7, unit: 'credit' })
  })
})

async function missing() {
  return Promise.reject(new Error('no such chunk'))
}

describe('retrieveMany', () => {
  const parts = { methods: { textToVideo: 'text-to-video' }, validators: {} }

  it('reads as many tasks with one request as the provider allows', async () => {
    await using server = await startServer([json({ ErrCode: 0, items: [{ Resp: { id: 1, status: 1 } }] }), json({ ErrCode: 0, items: [] })])
    const client = connectWhole<WholeClient>(ACME, parts, { ...OPTIONS, baseUrl: server.url })
    const snapshots = await client.retrieveMany('text-to-video', ['1', '2', '3', '1'])
    expect([...snapshots].map(([id, { state }]) => [id, state])).toEqual([['1', 'succeeded']])
    expect(server.received.map(({ body }) => body)).toEqual(['{"action":"batch","ids":[1,2]}', '{"action":"batch","ids":[3]}'])
  })

  it('reads them one by one without such a request, and leaves out absent tasks', async () => {
    const { readMany: _, ...video } = ACME.tasks['video'] as TaskRules
    const table = { ...ACME, tasks: { video } }
    const replies = { '1': json(finished), '2': json({}, { status: 404 }) } as Record<string, Reply>
    await using server = await startServer([(response, request) => replies[request.path.at(-1) ?? '']?.(response, request)])
    const client = connectWhole<WholeClient>(table, parts, { ...OPTIONS, baseUrl: server.url })
    expect([...(await client.retrieveMany('video', ['1', '2'])).keys()]).toEqual(['1'])
    expect(server.of('GET')).toHaveLength(2)
  })
})

describe('explanations', () => {
  const { meaning: _, hint: __, ...busy } = ACME.errors.codes['500044'] as ErrorRule
  const lean = { ...provider, errors: { ...ACME.errors, codes: { '500044': busy } } }
  const refused = json({ ErrCode: 500044, ErrMsg: 'full' })

  it('are loaded when an error is thrown', async () => {
    await using server = await startServer([refused])
    const client = connect({ ...lean, whole: async () => ACME }, { textToVideo }, { ...OPTIONS, retry: false, baseUrl: server.url })
    expect(await rejection(client.textToVideo({ prompt: 'a' }))).toMatchObject({
      name: 'EnvelopeError',
      class: 'busy',
      providerCode: '500044',
      meaning: 'concurrent limit reached',
      hint: 'wait for a task to end',
      message: expect.stringContaining('full (busy, HTTP 200, code 500044; concurrent limit reached)'),
    })
  })

  it('that cannot be loaded do not hide the error', async () => {
    await using server = await startServer([refused])
    const client = connect({ ...lean, whole: missing }, { textToVideo }, { ...OPTIONS, retry: false, baseUrl: server.url })
    expect(await rejection(client.textToVideo({ prompt: 'a' }))).toMatchObject({ class: 'busy', meaning: undefined })
  })
})

describe('the document’s lists of values', () => {
  const operation = tables['text-to-video'] as OperationTable
  const whole = async () => ({
    ...ACME,
    operations: { ...tables, 'text-to-video': { ...operation, openEnums: { '/prompt': ['a'] } } },
  })
  const unlisted = { ...textToVideo, check: inputCheck(() => true) }

  it('are loaded if there is a listener', async () => {
    await using server = await startServer([json(accepted()), json(accepted())])
    const events: ClientEvent[] = []
    const onEvent = (event: ClientEvent) => events.push(event)
    const client = connect({ ...provider, whole }, { textToVideo: unlisted }, { ...OPTIONS, baseUrl: server.url, onEvent })
    await client.textToVideo({ prompt: 'a' }).submitted
    await client.textToVideo({ prompt: 'b' }).submitted
    expect(events.filter(({ type }) => type === 'unlisted-value')).toEqual([
      { type: 'unlisted-value', operation: 'text-to-video', pointer: '/prompt', value: 'b' },
    ])
  })

  it('are not loaded without a listener; a failed load delays nothing', async () => {
    await using server = await startServer([json(accepted()), json(accepted())])
    let asked = 0
    const counted = async () => {
      asked += 1
      return missing()
    }
    const deaf = connect({ ...provider, whole: counted }, { textToVideo: unlisted }, { ...OPTIONS, baseUrl: server.url })
    await deaf.textToVideo({ prompt: 'b' }).submitted
    expect(asked).toBe(0)
    await deaf.withOptions({ onEvent: () => {} }).textToVideo({ prompt: 'b' }).submitted
    expect([asked, server.of('POST').length]).toEqual([1, 2])
  })
})

type Paths = {
  '/voices': {
    get: { parameters: { query?: { page?: number } }; responses: { 200: { content: { 'application/json': { Resp: number[] } } } } }
  }
  '/videos': {
    post: {
      requestBody: { content: { 'application/json': { img_id: bigint } } }
      responses: { 200: { content: { 'application/json': { Resp: object } } } }
    }
  }
}

interface RawAcme extends ClientBase {
  readonly raw: RawClient<Paths>
}

describe('raw', () => {
  it('is openapi-fetch over the same transport', async () => {
    await using server = await startServer([
      drop,
      json('{"ErrCode":0,"Resp":[9007199254740993]}'),
      json(accepted()),
      json({ ErrCode: 500063, ErrMsg: 'no' }),
      page,
    ])
    const { raw } = connect<RawAcme>(provider, { textToVideo }, { ...OPTIONS, baseUrl: server.url }, { raw: createRawClient })
    const { data } = await raw.GET('/voices', { params: { query: { page: 3 } } })
    expect(data).toEqual({ ErrCode: 0, Resp: ['9007199254740993'] })
    await raw.POST('/videos', { body: { img_id: 9007199254740993n } })
    expect(server.received.slice(1).map(({ method, path, body, headers }) => [method, path, body, headers['api-key']])).toEqual([
      ['GET', '/v1/voices?page=3', '', 'sk-1234'],
      ['POST', '/v1/videos', '{"img_id":9007199254740993}', 'sk-1234'],
    ])
    expect(await rejection(raw.GET('/voices'))).toMatchObject({ code: 'envelope', class: 'moderation' })
    expect(await rejection(raw.GET('/voices'))).toMatchObject({ code: 'not-json' })
  })

  it('sends forms, files and text unchanged', async () => {
    await using server = await startServer([json('{"ErrCode":0}')])
    const { raw } = connect<RawAcme>(provider, { textToVideo }, { ...OPTIONS, baseUrl: server.url }, { raw: createRawClient })
    const form = new FormData()
    form.set('image', new Blob(['png']), 'cat.png')
    for (const [body, type] of [
      [form, undefined],
      [new Blob(['png']), 'image/png'],
      [new TextEncoder().encode('bytes'), 'application/octet-stream'],
      ['some text', 'text/plain'],
      ['some text', undefined],
      [{ a: 'b c', d: 1 }, 'application/x-www-form-urlencoded'],
      [{ id: 9007199254740993n }, 'application/merge-patch+json'],
    ] as const) {
      await raw.POST('/videos', { body: body as never, ...defined({ headers: type === undefined ? undefined : { 'content-type': type } }) })
    }
    const sent = server.received.map(({ headers, body }) => [headers['content-type']?.split(';')[0], body])
    expect(sent[0]).toEqual(['multipart/form-data', expect.stringContaining('filename="cat.png"')])
    expect(sent.slice(1)).toEqual([
      ['image/png', 'png'],
      ['application/octet-stream', 'bytes'],
      ['text/plain', 'some text'],
      ['application/json', '"some text"'],
      ['application/x-www-form-urlencoded', 'a=b+c&d=1'],
      ['application/merge-patch+json', '{"id":9007199254740993}'],
    ])
  })
})
