import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { shotlistInProcess } from '../harness/in-process.ts'
import { serveHttp } from '../harness/serve-http.ts'
import { eventsOf } from '../harness/shotlist.ts'
import { clipOf, ID_IN_PATH, ONE_CLIP, openVendor, RENDER, responses, TEXT, throughEveryVerb, vendorDocument } from './vendor.ts'

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
