import { text } from 'node:stream/consumers'
import { createProviderClient } from '@shotlist/core'
import { expect, onTestFinished, test } from 'vitest'
import { shotlistInProcess } from '../harness/in-process.ts'
import { serveHttp } from '../harness/serve-http.ts'
import { eventsOf } from '../harness/shotlist.ts'
import { clipOf, ID_IN_PATH, ONE_CLIP, openVendor, RENDER, responses, START, TEXT, throughEveryVerb, vendorDocument } from './vendor.ts'

const FILE = { type: 'object', required: ['file'], properties: { file: { type: 'object', properties: { url: TEXT } } } }
const FILE_ID = { name: 'file_id', in: 'query', required: true, schema: { type: 'integer', format: 'int64' } }

/** The read says that the task is done, and holds the number of its file; another request returns the file's address. */
const BY_FILE = vendorDocument({
  task: {
    outputs: {},
    result: {
      operation: 'file',
      id: '$request.query.file_id',
      value: '$response.body#/file_id',
      outputs: { video_url: { from: '$response.body#/file/url', type: 'video', required: true } },
    },
  },
  paths: {
    '/renders/{id}': {
      get: {
        operationId: 'read',
        summary: 'Read',
        parameters: [ID_IN_PATH],
        responses: responses(
          { type: 'object', properties: { status: TEXT, file_id: { type: 'integer', format: 'int64' } } },
          { status: 'done', file_id: 317982208110209 },
        ),
      },
    },
    '/files': {
      get: {
        operationId: 'file',
        summary: 'Read a file',
        parameters: [FILE_ID],
        responses: responses(FILE, { file: { url: 'https://files.vendor.example/1.mp4' } }),
      },
    },
  },
})

/** The result has the address of the task, and `/result` after it. */
const BY_TASK = vendorDocument({
  task: {
    outputs: {},
    result: {
      operation: 'result',
      id: '$request.path.id',
      outputs: { video_url: { from: '$response.body#/url', type: 'video' } },
    },
  },
  paths: {
    '/renders/{id}/result': {
      get: { operationId: 'result', summary: 'Result', parameters: [ID_IN_PATH], responses: responses(RENDER.schema, RENDER.example) },
    },
  },
})

test.each([
  ['a value of the read', BY_FILE],
  ['the id of the task', BY_TASK],
])('the result of a task is requested by %s, and is part of its one job', async (_by, document) => {
  const vendor = await throughEveryVerb(document)
  expect(clipOf(vendor).length).toBeGreaterThan(1000)
  expect(vendor.emulator.ledger()).toMatchObject({ ...ONE_CLIP, tasks: { started: 1, succeeded: 1 } })
})

test('a result that is lost or refused for a moment is only read again', async () => {
  const vendor = await openVendor(BY_FILE, {
    faults: [
      { on: 'read', kind: 'drop-before', nth: [2, 5] },
      { on: 'read', kind: 'error', class: 'server', nth: [3, 6] },
    ],
  })
  const { code } = await vendor.run()
  expect(code).toBe(0)
  expect(vendor.emulator.ledger()).toMatchObject(ONE_CLIP)
})

test('a fault may strike the requests for results alone', async () => {
  const { run, emulator } = await openVendor(BY_FILE, { faults: [{ on: 'result', kind: 'error', class: 'server', times: 2 }] })
  expect((await run()).code).toBe(0)
  expect(emulator.ledger()).toMatchObject({ ...ONE_CLIP, faults: { error: 2 } })
})

test('a result that the provider does not find leaves the task known and paid: it is read again later', async () => {
  const vendor = await openVendor(BY_FILE)
  let asked = 0
  let isThere = false
  const between = await serveHttp(async (request, response) => {
    const isResult = request.url?.includes('/files?') === true
    if (isResult) asked += 1
    const missing = isResult && !isThere
    const { method = 'GET', url = '', headers } = request
    const body = method === 'POST' ? await text(request) : null
    const sent = { authorization: String(headers.authorization), 'content-type': 'application/json' }
    const answer = await fetch(`${vendor.emulator.url}${url}`, { method, headers: sent, body })
    const said = missing ? '{"error":{"code":"NOT_FOUND","message":"no such file"}}' : await answer.text()
    response.writeHead(missing ? 404 : answer.status, { 'content-type': 'application/json' }).end(said)
  })
  onTestFinished(() => between.close())
  const run = async () => {
    const env = { ...vendor.env, VENDOR_BASE_URL: between.url }
    const { code, stdout } = await shotlistInProcess(['run', '--yes', '--json'], { cwd: vendor.path, env })
    return { code, events: eventsOf(stdout) }
  }
  const failed = await run()
  expect(failed.events.find((event) => event['event'] === 'job.failed')).toMatchObject({
    class: 'server',
    message: expect.stringMatching(/succeeded, but file has no result: no such file/) as string,
    resumable: true,
  })
  expect(asked).toBe(5)
  isThere = true
  const { code } = await run()
  expect(code).toBe(0)
  expect(vendor.emulator.ledger()).toMatchObject(ONE_CLIP)
})

test('an output that is described for the read and for the result is refused', async () => {
  const task = (BY_TASK['x-tasks'] as { render: object }).render
  const document = {
    ...BY_TASK,
    'x-tasks': { render: { ...task, outputs: { video_url: { from: '$response.body#/url', type: 'video' } } } },
  }
  await expect(openVendor(document)).rejects.toThrow('the output video_url is described twice')
})

/** The submission names the address of the result, and only the result tells whether the task has failed. */
const JUDGED = vendorDocument({
  errors: { codes: { rude: { class: 'moderation', meaning: 'the review refused the clip', status: 422 } } },
  task: {
    state: {
      raw: '$response.body#/status',
      rules: [
        { at: '$response.body#/status', equals: 'done', is: 'succeeded' },
        { at: '$response.body#/status', equals: 'running', is: 'running' },
      ],
    },
    outputs: {},
    result: {
      operation: 'result',
      id: '$url',
      submitted: '$response.body#/result_url',
      rules: [{ at: '$statusCode', equals: 422, is: 'failed' }],
      outputs: { video_url: { from: '$response.body#/url', type: 'video' } },
    },
  },
  paths: {
    '/renders': {
      post: {
        ...START,
        responses: responses(
          { type: 'object', required: ['id', 'result_url'], properties: { id: TEXT, result_url: TEXT } },
          { id: 'rd_1', result_url: 'https://api.vendor.example/v1/results/rd_1' },
        ),
      },
    },
    '/renders/{id}': {
      get: {
        operationId: 'read',
        summary: 'Read',
        parameters: [ID_IN_PATH],
        responses: {
          ...responses({ type: 'object', properties: { status: { const: 'done' } } }, { status: 'done' }),
          ...responses({ type: 'object', properties: { status: { const: 'running' } } }, { status: 'running' }, '202'),
        },
      },
    },
    '/results/{id}': {
      get: {
        operationId: 'result',
        summary: 'Result',
        parameters: [ID_IN_PATH],
        responses: {
          ...responses({ type: 'object', properties: { url: TEXT } }, { url: 'https://files.vendor.example/rd_1.mp4' }),
          ...responses({ type: 'object', properties: { code: TEXT, why: TEXT } }, { code: 'rude', why: 'no' }, '422'),
        },
      },
    },
  },
})

test('the submission names the address of the result, which tells whether the task has failed', async () => {
  const vendor = await throughEveryVerb(JUDGED)
  expect(vendor.emulator.ledger()).toMatchObject({ ...ONE_CLIP, tasks: { started: 1, succeeded: 1 } })

  const failing = await openVendor(JUDGED, { faults: [{ on: 'submit', kind: 'task-fails', class: 'moderation', message: 'too rude' }] })
  const { code, events } = await failing.run()
  expect(code).toBe(1)
  expect(events.find(({ event }) => event === 'job.failed')).toMatchObject({
    class: 'moderation',
    message: expect.stringContaining('too rude') as string,
  })
  expect(failing.emulator.ledger()).toMatchObject(ONE_CLIP)
})

test('an id of two parts is one text, of which each request gets its own', async () => {
  const vendor = await openVendor(JUDGED, { taskMs: 4000 })
  const client = createProviderClient(vendor.emulator.model.table, { apiKey: 'a-key-4711', baseUrl: vendor.env['VENDOR_BASE_URL'] ?? '' })
  const { taskId } = await client.submit('text-to-video', { prompt: 'a lighthouse' })
  expect(taskId).toMatch(/^\S+ http:\S+\/results\/\S+$/)
  expect(await client.read('render', taskId)).toMatchObject({ taskId, state: 'running' })
  const [own = ''] = taskId.split(' ')
  const headers = { authorization: 'Bearer a-key-4711' }
  expect((await fetch(`${vendor.env['VENDOR_BASE_URL'] ?? ''}/v1/renders/${own}`, { headers })).status).toBe(202)
  await expect(client.read('render', own)).rejects.toThrow('lacks the id of its result')
})

test.each([
  [{ value: '$response.body#/url' }, 'not both'],
  [{ lookup: true }, 'goes without lookup'],
])('a result with `submitted` has no %o', async (more, message) => {
  const task = (JUDGED['x-tasks'] as { render: { result: object } }).render
  const changed =
    'lookup' in more
      ? { ...task, lookup: { operation: 'read', id: '$request.path.id', sent: '$request.body#/prompt' } }
      : { ...task, result: { ...task.result, ...more } }
  await expect(openVendor({ ...JUDGED, 'x-tasks': { render: changed } })).rejects.toThrow(message)
})
