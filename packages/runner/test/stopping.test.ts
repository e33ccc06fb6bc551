import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { createProviderClient } from '@shotlist/core'
import { expect, onTestFinished, test } from 'vitest'
import { openArtifacts, type SharedStore } from '../src/files/artifacts/artifact-store.ts'
import { S3Bucket } from '../src/files/artifacts/s3/s3-bucket.ts'
import { s3Records } from '../src/files/artifacts/s3/s3-records.ts'
import { s3Store } from '../src/files/artifacts/s3/s3-store.ts'
import type { RunOptions } from '../src/run/run-options.ts'
import { stateFolder } from '../src/store/state-folder.ts'
import { project } from './harness/project.ts'
import { KEY } from './harness/tiny-server.ts'

const CUP = 'jobs:\n  cup: { uses: image-to-video, with: { image_id: { file: pixel.png }, prompt: steam }, output: cup.mp4 }\n'
const HERO = 'jobs:\n  hero: { uses: text-to-video, with: { prompt: a glacier }, output: hero.mp4 }\n'

// Far longer than a test may take, so a run that waits for the limit does not end.
const LIMIT_MS = 10_800_000

/** Accepts connections, and never responds. */
async function silentServer(): Promise<{ readonly url: string; readonly reached: Promise<void> }> {
  const reached = Promise.withResolvers<void>()
  const server = createServer((socket) => {
    socket.on('error', () => undefined).on('data', () => reached.resolve())
    onTestFinished(() => void socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, reached: reached.promise }
}

test('a run that is stopped does not wait for an upload that stalls', async () => {
  const made = await project({ manifest: CUP, stallsUploads: true })
  const connect: RunOptions['connect'] = ({ model }) => ({
    client: createProviderClient(model.table, { apiKey: KEY, baseUrl: made.server.url, timeoutMs: LIMIT_MS }),
    account: 'test',
  })
  const stop = new AbortController()
  const running = made.run({ signal: stop.signal, connect })
  await expect.poll(() => made.server.uploads).toBe(1)
  stop.abort()
  expect((await running).summary).toMatchObject({ outcome: 'interrupted', credits: 0 })
  made.server.play({})
  expect((await made.run()).summary.outcome).toBe('done')
  expect(made.server.submissions).toHaveLength(1)
})

test('a run that is stopped does not wait for a shared store that never responds', async () => {
  const made = await project({ manifest: HERO })
  const { url, reached } = await silentServer()
  const bucket = new S3Bucket(
    { bucket: 'studio', endpoint: url },
    { env: {}, credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret-of-s3' } },
  )
  const nothing = { find: async () => undefined, keep: s3Records(bucket).keep }
  const shared: SharedStore = {
    name: bucket.name,
    store: { ...s3Store(bucket), has: async () => false },
    renders: nothing,
  }
  const stop = new AbortController()
  const done = Promise.withResolvers<void>()
  void Promise.all([done.promise, reached]).then(() => stop.abort())
  const { summary } = await made.run({
    artifacts: openArtifacts(stateFolder(made.path).artifacts, shared),
    signal: stop.signal,
    onEvent: ({ event }) => event === 'job.done' && done.resolve(),
  })
  expect(summary).toMatchObject({ outcome: 'interrupted', counts: { done: 1 } })
  expect((await made.run()).summary.counts).toMatchObject({ cached: 1 })
})
