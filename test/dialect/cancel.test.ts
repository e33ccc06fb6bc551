import { createProviderClient, type SavedTask, type WholeClient } from '@shotlist/core'
import { connectWhole } from '@shotlist/core/runtime'
import { expect, test } from 'vitest'
import { ID_IN_PATH, ONE_CLIP, openVendor, RENDER, responses, START, TEXT, throughEveryVerb, vendorDocument } from './vendor.ts'
import { startVendor } from './written-vendor.ts'

const JOBS = '  fox: { uses: text-to-video, with: { model: reef, prompt: a fox }, output: fox.mp4 }\n'
const INPUT = { model: 'reef', prompt: 'a fox' }

test('a client stops a task at its address; code that waits for the task gets its failure', async () => {
  const { emulator, sent, url } = await startVendor('courier', { jobs: JOBS, taskMs: 600_000 })
  const parts = { methods: { textToVideo: 'text-to-video' }, validators: {} }
  const client = connectWhole<WholeClient>(emulator.model.table, parts, { apiKey: 'a-key-4711', baseUrl: url, retry: false })
  const task = client.engine.start('text-to-video', INPUT)
  const { taskId } = await task.submitted
  await client.cancel('text-to-video', taskId)
  await expect(task).rejects.toMatchObject({ code: 'task-failed' })
  await expect(client.cancel('parcel', taskId)).rejects.toMatchObject({ class: 'invalid-request' })
  expect(sent.find(({ line }) => line.startsWith('DELETE'))?.line).toMatch(/^DELETE \/v2\/reef\/requests\/[^/]+\/status\?reason=user$/)
  expect(emulator.ledger()).toMatchObject({ submissions: 1, mistakeList: [], tasks: { failed: 1 } })
  await expect(client.cancel('parcel', 'https://elsewhere.example/p_1')).rejects.toThrow('elsewhere.example')
})

test('the id of a cancelled task goes where the document says, and a lost request is repeated', async () => {
  const stop = {
    operationId: 'stop',
    summary: 'Stop',
    parameters: [ID_IN_PATH],
    responses: responses({ type: 'object', properties: { ok: TEXT } }, { ok: 'yes' }),
  }
  const document = vendorDocument({
    task: { cancel: { operation: 'stop', id: '$request.path.id' } },
    paths: { '/renders/{id}/cancel': { post: stop } },
  })
  const { emulator } = await openVendor(document, { taskMs: 600_000, faults: [{ on: 'query', kind: 'drop-before', nth: 1 }] })
  const client = createProviderClient(emulator.model.table, { apiKey: 'a-key-4711', baseUrl: emulator.url })
  const { taskId } = await client.submit('text-to-video', { prompt: 'a fox' })
  await client.cancel('render', taskId)
  expect(await client.read('render', taskId)).toMatchObject({ state: 'failed', failure: { message: 'cancelled' } })
})

/** A vendor whose response to a submission, or to a read as well, names the address at which a task is stopped. */
function withStopAddress(answers: readonly ('submission' | 'read')[]) {
  const address = { stop_url: { ...TEXT, format: 'uri' } }
  const started = { type: 'object', required: ['id'], properties: { id: TEXT, ...(answers.includes('submission') ? address : {}) } }
  const read = { ...RENDER.schema, properties: { ...RENDER.schema.properties, ...(answers.includes('read') ? address : {}) } }
  const key = { ...ID_IN_PATH, name: 'key' }
  const stopped = responses({ type: 'object', properties: { ok: TEXT } }, { ok: 'yes' })
  return vendorDocument({
    task: { cancel: { operation: 'stop', id: '$url', value: '$response.body#/stop_url' } },
    paths: {
      '/renders': { post: { ...START, responses: responses(started, { id: 'rd_1' }) } },
      '/renders/{id}': {
        get: { operationId: 'read', summary: 'Read', parameters: [ID_IN_PATH], responses: responses(read, RENDER.example) },
      },
      '/stops/{key}': { put: { operationId: 'stop', summary: 'Stop', parameters: [key], responses: stopped } },
    },
  })
}

const OPTIONS = { apiKey: 'a-key-4711', retry: false } as const
const PARTS = { methods: { textToVideo: 'text-to-video' }, validators: {} }

test('a task is stopped at the address that the response to its submission names', async () => {
  const { emulator } = await openVendor(withStopAddress(['submission']), { taskMs: 600_000 })
  const client = connectWhole<WholeClient>(emulator.model.table, PARTS, { ...OPTIONS, baseUrl: emulator.url })
  const first = client.engine.start('text-to-video', { prompt: 'a fox' })
  const submitted = await first.submitted
  expect(submitted.cancelId).toMatch(new RegExp(`^${emulator.url}/v1/stops/`))
  await client.cancel('text-to-video', submitted)
  await expect(first).rejects.toMatchObject({ code: 'task-failed' })
  // A saved task keeps the address; its id alone does not lead to it.
  const second = client.engine.start('text-to-video', { prompt: 'a hare' })
  const { taskId } = await second.submitted
  await expect(client.cancel('render', taskId)).rejects.toThrow('does not say how task')
  const saved = JSON.parse(JSON.stringify(second)) as SavedTask
  await client.cancel('render', saved)
  await expect(client.engine.resume(saved)).rejects.toMatchObject({ code: 'task-failed' })
  await expect(second).rejects.toMatchObject({ code: 'task-failed' })
  expect(emulator.ledger()).toMatchObject({ submissions: 2, mistakeList: [], tasks: { failed: 2 } })
  await expect(client.cancel('render', { taskId, cancelId: 'https://elsewhere.example/stop' })).rejects.toThrow('elsewhere.example')
})

test('a task is stopped at the address that the response to its read names', async () => {
  const { emulator } = await openVendor(withStopAddress(['read']), { taskMs: 600_000 })
  const client = createProviderClient(emulator.model.table, { ...OPTIONS, baseUrl: emulator.url })
  const { taskId, cancelId } = await client.submit('text-to-video', { prompt: 'a fox' })
  expect(cancelId).toBeUndefined()
  await client.cancel('render', taskId)
  expect(await client.read('render', taskId)).toMatchObject({ state: 'failed', failure: { message: 'cancelled' } })
  expect(emulator.ledger()).toMatchObject({ submissions: 1, mistakeList: [], queries: 1 })
})

test('a document with such an address goes through every verb', async () => {
  const vendor = await throughEveryVerb(withStopAddress(['submission', 'read']))
  expect(vendor.emulator.ledger()).toMatchObject(ONE_CLIP)
})

test('without `cancel` in the document, nothing is sent', async () => {
  const { emulator } = await openVendor(vendorDocument())
  const client = createProviderClient(emulator.model.table, { apiKey: 'a-key-4711', baseUrl: emulator.url })
  await expect(client.cancel('render', 'rd_1')).rejects.toMatchObject({ code: 'configuration' })
})

test('an address to cancel at needs tasks that have one', async () => {
  const document = vendorDocument({ task: { cancel: { operation: 'read', id: '$url' } } })
  await expect(openVendor(document)).rejects.toThrow('needs tasks whose id is their address')
})
