import { expect, test } from 'vitest'
import { ID_IN_PATH, MANIFEST, ONE_CLIP, openVendor, responses, TEXT, throughEveryVerb, vendorDocument } from './vendor.ts'

/** A read of a render tells its state by the HTTP status alone. */
const DOCUMENT = vendorDocument({
  errors: { code: '$response.body#/name', message: '$response.body#/errors/0' },
  task: {
    state: {
      rules: [
        { at: '$statusCode', equals: 202, is: 'running' },
        { at: '$statusCode', equals: 200, is: 'succeeded' },
        { at: '$statusCode', equals: 422, is: 'failed', class: 'moderation' },
        { at: '$statusCode', in: [500, 502], is: 'failed', class: 'server' },
      ],
    },
    failure: { code: '$response.body#/name', message: ['$response.body#/errors/0', '$response.header.x-reason'] },
  },
  paths: {
    '/renders/{id}': {
      get: {
        operationId: 'read',
        summary: 'Read',
        parameters: [ID_IN_PATH],
        responses: {
          ...responses({ type: 'object', properties: { url: TEXT } }, { url: 'https://files.vendor.example/1.mp4' }),
          ...responses({ type: 'object', properties: { id: TEXT } }, { id: 'rd_1' }, '202'),
          ...responses(
            { type: 'object', properties: { name: TEXT, errors: { type: 'array', items: TEXT } } },
            { name: 'generation_failed', errors: ['no'] },
            '4XX',
          ),
        },
      },
    },
  },
})

test('the state of a task is told by the HTTP status of its read', async () => {
  const vendor = await throughEveryVerb(DOCUMENT)
  expect(vendor.emulator.ledger()).toMatchObject(ONE_CLIP)
})

test('a status that the document calls a failure ends the task, with the reason in the response', async () => {
  const vendor = await openVendor(DOCUMENT, {
    faults: [{ on: 'submit', kind: 'task-fails', class: 'moderation', message: 'not this prompt' }],
  })
  const { events } = await vendor.run()
  expect(events.find((event) => event['event'] === 'job.failed')).toMatchObject({ class: 'moderation', message: 'not this prompt' })
  expect(vendor.emulator.ledger()).toMatchObject({ submissions: 1, requests: { read: expect.any(Number) as number } })
})

test('other statuses say nothing of the task, nor does a page of a gateway: the read is repeated, and nothing is paid again', async () => {
  const vendor = await openVendor(DOCUMENT, {
    manifest: MANIFEST,
    faults: [
      { on: 'read', kind: 'status', status: 503, nth: 1 },
      { on: 'read', kind: 'html', nth: 2 },
    ],
  })
  const { code } = await vendor.run()
  expect(code).toBe(0)
  expect(vendor.emulator.ledger()).toMatchObject(ONE_CLIP)
})
