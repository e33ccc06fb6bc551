import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { postgresForThisFile } from '../../packages/runner/test/harness/postgres-server.ts'
import { BATCHES } from '../chaos/batch.ts'
import { seededRandom } from '../chaos/random.ts'
import { startProvider } from '../harness/emulator.ts'
import { eventsOf, folderOf, shotlist, start } from '../harness/shotlist.ts'
import { sharedFolder, TestWorker } from './fleet.ts'
import { BLOWS, fleetStorm } from './fleet-storm.ts'
import { until } from './until.ts'

// The short form; the long one is `pnpm chaos --fleet 50`. Another seed: CHAOS_SEED=42.
const seed = Number(process.env['CHAOS_SEED'] ?? 7)
const JOBS = 40

const server = postgresForThisFile()

test.skipIf(server === undefined).each(BATCHES)('$provider: a fleet whose parts die renders each clip once', async (batch) => {
  if (server === undefined) return
  const nth = BATCHES.indexOf(batch)
  const blows = [...BLOWS.slice(nth * 2), ...BLOWS.slice(0, nth * 2)].slice(0, nth === 0 ? 4 : 3)
  const report = await fleetStorm({ server, batch, jobs: JOBS, blows, random: seededRandom(seed + nth), taskMs: 500 })
  const trace = `seed ${seed}: ${JSON.stringify(report)}`
  expect(report.problems, trace).toEqual([])
  expect(report.outputs, trace).toBe(JOBS)
})

test.skipIf(server === undefined)(
  'two machines that run a manifest at the same moment render each clip once, without keys too',
  async () => {
    const batch = BATCHES.find(({ isKeyed }) => !isKeyed)
    if (server === undefined || batch === undefined) return
    const jobs = 8
    const [url, provider, store] = await Promise.all([server.database(), startProvider(batch.provider, { taskMs: 300 }), sharedFolder()])
    const folders = await Promise.all([folderOf(batch.files(jobs)), folderOf(batch.files(jobs))])
    const env = { SHOTLIST_FLEET_URL: url, SHOTLIST_FLEET_STORE: store.path }
    const workers = await Promise.all(
      [1, 2].map(() => TestWorker.start(url, { ...batch.env(provider.url), SHOTLIST_FLEET_STORE: store.path })),
    )
    try {
      await Promise.all(workers.map((worker) => worker.isReady()))
      const runs = folders.map(({ path }) => shotlist(['run', '--yes', '--json', '--project', 'launch'], { cwd: path, env }))
      for (const { code, stdout, stderr } of await Promise.all(runs)) expect(code, stdout + stderr).toBe(0)
      expect(provider.ledger().money.charges).toBe(jobs)
      const [one, other] = await Promise.all(folders.map(({ path }) => readFile(join(path, 'shotlist.lock.yaml'), 'utf8')))
      expect(one).toBe(other)
    } finally {
      await Promise.all(workers.map((worker) => worker.end()))
      await Promise.all([provider.close(), store.remove(), ...folders.map((folder) => folder.remove())])
    }
  },
)

/** Four clips of 45 credits, and a budget for five. */
function cappedManifest(name: string): string {
  return `version: 1
name: ${name}
budget: { credits: 225 }
defaults: { provider: pixverse, with: { model: v5, quality: 540p, duration: 5, aspect_ratio: "16:9" } }
jobs:
  clip: { matrix: { n: [1, 2, 3, 4] }, uses: text-to-video, with: { prompt: "${name} \${{ matrix.n }}" } }
`
}

test.skipIf(server === undefined)('the budget of a project holds over machines and manifests', async () => {
  const [batch] = BATCHES
  if (server === undefined || batch === undefined) return
  const [url, provider, store] = await Promise.all([server.database(), startProvider(batch.provider, { taskMs: 300 }), sharedFolder()])
  const folders = await Promise.all(['one', 'other'].map((name) => folderOf({ 'shotlist.yaml': cappedManifest(name) })))
  const env = { SHOTLIST_FLEET_URL: url, SHOTLIST_FLEET_STORE: store.path }
  const workers = await Promise.all(
    [1, 2].map(() => TestWorker.start(url, { ...batch.env(provider.url), SHOTLIST_FLEET_STORE: store.path })),
  )
  try {
    await Promise.all(workers.map((worker) => worker.isReady()))
    const runs = folders.map(({ path }) => shotlist(['run', '--yes', '--json', '--project', 'launch'], { cwd: path, env }))
    const ended = await Promise.all(runs)
    // Each run alone would fit: 4 clips of 45 credits. Together only 5 do.
    expect(provider.ledger().money.charged, ended.map(({ stdout }) => stdout).join('\n')).toBe(225)
    const reasons = ended
      .flatMap(({ stdout }) => eventsOf(stdout))
      .flatMap(({ event, reason }) => (event === 'job.blocked' ? [reason] : []))
    expect(reasons).toEqual(['budget', 'budget', 'budget'])
  } finally {
    await Promise.all(workers.map((worker) => worker.end()))
    await Promise.all([provider.close(), store.remove(), ...folders.map((folder) => folder.remove())])
  }
})

test.skipIf(server === undefined).each(['SIGINT', 'SIGKILL'] as const)('a run goes on when its follower ends by %s', async (signal) => {
  if (server === undefined) return
  const [batch] = BATCHES
  if (batch === undefined) throw new Error('there is no batch')
  const jobs = 8
  const [url, provider, store, folder] = await Promise.all([
    server.database(),
    startProvider(batch.provider, { taskMs: 300 }),
    sharedFolder(),
    folderOf(batch.files(jobs)),
  ])
  const env = { SHOTLIST_FLEET_URL: url, SHOTLIST_FLEET_STORE: store.path }
  const worker = await TestWorker.start(url, { ...batch.env(provider.url), SHOTLIST_FLEET_STORE: store.path })
  try {
    await worker.isReady()
    const followed = start(['run', '--yes', '--json'], { cwd: folder.path, env })
    await until(() => provider.ledger().money.charges > 0)
    followed.child.kill(signal)
    await followed.finished
    // Chains too: their later clips were not ordered yet.
    const isDone = async (): Promise<boolean> => {
      const [row] = await server.query(url, `SELECT count(*) AS n FROM shotlist.clips WHERE ended IS NOT NULL`)
      return Number(row?.['n']) === jobs
    }
    await until(isDone)
    const again = await shotlist(['run', '--yes', '--json'], { cwd: folder.path, env })
    expect(again.code, again.stdout + again.stderr).toBe(0)
    expect(provider.ledger().money.charges).toBe(jobs)
    await until(async () => (await server.query(url, 'SELECT FROM shotlist.campaigns WHERE ended_at IS NULL')).length === 0)
  } finally {
    await worker.end()
    await Promise.all([provider.close(), store.remove(), folder.remove()])
  }
})
