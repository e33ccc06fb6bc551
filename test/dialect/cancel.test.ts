import { createProviderClient, type WholeClient } from '@shotlist/core'
import { connectWhole } from '@shotlist/core/runtime'
import { expect, test } from 'vitest'
import { ID_IN_PATH, openVendor, responses, TEXT, vendorDocument } from './vendor.ts'
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

test('without `cancel` in the document, nothing is sent', async () => {
  const { emulator } = await openVendor(vendorDocument())
  const client = createProviderClient(emulator.model.table, { apiKey: 'a-key-4711', baseUrl: emulator.url })
  await expect(client.cancel('render', 'rd_1')).rejects.toMatchObject({ code: 'configuration' })
})

test('an address to cancel at needs tasks that have one', async () => {
  const document = vendorDocument({ task: { cancel: { operation: 'read', id: '$url' } } })
  await expect(openVendor(document)).rejects.toThrow('needs tasks whose id is their address')
})
