import { createProviderClient } from '@shotlist/core'
import { expect, test } from 'vitest'
import { eventsOf } from '../harness/shotlist.ts'
import { startVendor } from './written-vendor.ts'

const JOBS = '  fox: { uses: text-to-video, with: { model: reef, prompt: a fox }, output: fox.mp4 }\n'

test('events of a run say how far a task is', async () => {
  const { shotlist } = await startVendor('courier', { jobs: JOBS, taskMs: 1500 })
  const { code, stdout, stderr } = await shotlist('run', '--yes', '--json', '--allow-host', 'courier=queue.courier.example')
  expect(code, stderr).toBe(0)
  const shares = eventsOf(stdout).flatMap(({ event, progress }) =>
    event === 'job.state' && progress !== undefined ? [Number(progress)] : [],
  )
  expect(shares.length).toBeGreaterThan(0)
  expect(shares).toEqual([...new Set(shares)].toSorted((one, other) => one - other))
  expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true)
})

test.each([
  [10, 0.25],
  ['10', 0.25],
  [0, 0],
  [99, 1],
  [-1, 0],
  ['soon', undefined],
  [undefined, undefined],
])('a read that says %j of 40 has the progress %j', async (done, progress) => {
  const { emulator } = await startVendor('courier', { jobs: JOBS })
  const fetch = () => Promise.resolve(Response.json({ status: 'IN_PROGRESS', steps: { done } }))
  const client = createProviderClient(emulator.model.table, { apiKey: 'a-key-4711', fetch })
  expect((await client.read('parcel', '/reef/requests/p_1/status')).progress).toBe(progress)
})
