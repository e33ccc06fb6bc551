import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { openArtifacts, type SharedStore } from '../src/artifacts/artifacts.ts'
import { S3Bucket } from '../src/artifacts/s3/s3-bucket.ts'
import { s3Records } from '../src/artifacts/s3/s3-records.ts'
import { s3Store } from '../src/artifacts/s3/s3-store.ts'
import { stateFolder } from '../src/state/state-folder.ts'
import { project } from './harness/project.ts'

const CUP = 'jobs:\n  cup: { uses: image-to-video, with: { image_id: { file: pixel.png }, prompt: steam }, output: cup.mp4 }\n'
const HERO = 'jobs:\n  hero: { uses: text-to-video, with: { prompt: a glacier }, output: hero.mp4 }\n'
const QUICK = { pace: { firstMs: 20, everyMs: 20 } }

/** Takes connections, and says nothing. */
async function silentServer(): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => undefined))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

// Far below the time limits of what is waited for, and far above what stopping takes.
test('a run that is stopped does not wait for an upload that stalls', { timeout: 30_000 }, async () => {
  const made = await project({ manifest: CUP, stallsUploads: true })
  const stop = new AbortController()
  const running = made.run({ ...QUICK, signal: stop.signal })
  await expect.poll(() => made.server.uploads, { timeout: 15_000 }).toBe(1)
  stop.abort()
  expect((await running).summary).toMatchObject({ outcome: 'interrupted', credits: 0 })
  made.server.play({})
  expect((await made.run(QUICK)).summary.outcome).toBe('done')
  expect(made.server.submissions).toHaveLength(1)
})

test('nor for a shared store that takes a clip and never says so', { timeout: 30_000 }, async () => {
  const made = await project({ manifest: HERO })
  const bucket = new S3Bucket(
    { bucket: 'studio', endpoint: await silentServer() },
    { env: {}, credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret-of-s3' } },
  )
  const nothing = { find: async () => undefined, keep: s3Records(bucket).keep }
  const shared: SharedStore = { name: bucket.name, store: { ...s3Store(bucket), has: async () => false }, renders: nothing }
  const stop = new AbortController()
  const { summary } = await made.run({
    ...QUICK,
    artifacts: openArtifacts(stateFolder(made.path).artifacts, shared),
    signal: stop.signal,
    onEvent: ({ event }) => event === 'job.done' && setTimeout(() => stop.abort(), 200),
  })
  expect(summary).toMatchObject({ outcome: 'interrupted', counts: { done: 1 } })
  expect((await made.run(QUICK)).summary.counts).toMatchObject({ cached: 1 })
})
