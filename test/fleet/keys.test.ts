import { startEmulator } from '@shotlist/emulator'
import { expect, test } from 'vitest'
import { postgresForThisFile } from '../../packages/runner/test/harness/postgres-server.ts'
import { shotlistInProcess } from '../harness/in-process.ts'
import { folderOf } from '../harness/shotlist.ts'
import { sharedFolder, TestWorker } from './fleet.ts'

const MANIFEST = `
version: 1
defaults:
  with: { prompt: a fox, quality: 540p, duration: 5, aspect_ratio: "16:9" }
jobs:
  one: { uses: pixverse/text-to-video, matrix: { n: [1, 2, 3, 4] }, with: { model: v5, seed: "\${{ matrix.n }}" }, output: "one-\${{ matrix.n }}.mp4" }
  other: { uses: acedata/text-to-video, matrix: { n: [1, 2, 3, 4] }, with: { model: v4.5, seed: "\${{ matrix.n }}" }, output: "other-\${{ matrix.n }}.mp4" }
`
const server = postgresForThisFile()

test.skipIf(server === undefined)('each worker submits and fetches only what its keys are for', async ({ onTestFinished }) => {
  if (server === undefined) return
  const [url, store, folder] = await Promise.all([server.database(), sharedFolder(), folderOf({ 'shotlist.yaml': MANIFEST })])
  onTestFinished(async () => void (await Promise.all([store.remove(), folder.remove()])))
  const started = await Promise.all(
    [
      { document: 'pixverse', key: 'PIXVERSE_API_KEY', address: 'PIXVERSE_BASE_URL' },
      { document: 'acedata', key: 'ACEDATACLOUD_API_TOKEN', address: 'ACEDATA_BASE_URL' },
    ].map(async ({ document, key, address }) => {
      const emulator = await startEmulator({ document, speed: 600 })
      const worker = await TestWorker.start(url, { [key]: 'a-key', [address]: emulator.url, SHOTLIST_FLEET_STORE: store.path })
      onTestFinished(async () => {
        await worker.end()
        await emulator.close()
      })
      await worker.isReady()
      return worker
    }),
  )
  const { code, stderr } = await shotlistInProcess(['run', '--yes', '--fleet', url, '--store', store.path], { cwd: folder.path })
  expect(code, stderr).toBe(0)
  for (const [nth, name] of ['one', 'other'].entries()) {
    const done = started[nth]?.output.match(/ \w+\[n=\d\]: done/g)?.map((line) => line.trim()) ?? []
    expect(done.toSorted()).toEqual([1, 2, 3, 4].map((n) => `${name}[n=${n}]: done`))
  }
})
