import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PostgresServer, postgresServer } from '../../packages/runner/test/harness/postgres-server.ts'
import { TestWorker } from '../../test/fleet/fleet.ts'
import { start } from '../../test/harness/shotlist.ts'
import type { Row, Section } from '../measure/section.ts'
import { serveInstantly } from './instant-provider.ts'

const TASK_MS = 4000
const LIMIT = 500
const WORKERS = 2
const CLIPS = 5000
/** Clips that wait while none is worked on. */
const WAITING = 100_000

export const section: Section = {
  title: `A fleet of ${WORKERS} workers: ${CLIPS.toLocaleString('en')} clips of ${TASK_MS / 1000} s, ${LIMIT} in flight (ideal ${(CLIPS * TASK_MS) / LIMIT / 1000} s)`,
  measure: async () => {
    const server = postgresServer()
    if (server === undefined) return [{ what: 'PostgreSQL is not installed' }]
    await server.start()
    try {
      return [
        await measured(server, { clips: CLIPS, limit: LIMIT, isFinished: true }),
        await measured(server, { clips: WAITING, limit: 1, isFinished: false }),
      ]
    } finally {
      await server.remove()
    }
  },
}

type Batch = { readonly clips: number; readonly limit: number; readonly isFinished: boolean }

async function measured(server: PostgresServer, { clips, limit, isFinished }: Batch): Promise<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'shotlist-bench-fleet-'))
  const provider = await serveInstantly(isFinished ? TASK_MS : 1e9)
  const url = await server.database()
  const env = { PIXVERSE_API_KEY: 'bench', PIXVERSE_BASE_URL: provider.url, SHOTLIST_FLEET_STORE: join(folder, 'store') }
  writeFileSync(join(folder, 'shotlist.yaml'), manifest(clips, limit))
  const workers = await Promise.all(Array.from({ length: WORKERS }, () => TestWorker.start(url, env)))
  await Promise.all(workers.map((worker) => worker.isReady()))
  const began = performance.now()
  const run = start(['run', '--yes', '--quiet'], { cwd: folder, env: { ...env, SHOTLIST_FLEET_URL: url } })
  let most = 0
  let follower = 0
  const look = setInterval(() => {
    most = Math.max(most, ...workers.map(({ pid }) => residentMegabytes(pid)))
    follower = Math.max(follower, residentMegabytes(run.child.pid))
  }, 500)
  const count = async (): Promise<number> => Number((await server.query(url, 'SELECT count(*) AS n FROM shotlist.clips'))[0]?.['n'])
  if (isFinished) {
    const { code, stderr } = await run.finished
    if (code !== 0) throw new Error(`the run ended with ${code}: ${stderr}`)
  } else {
    // A run orders a window of its clips at a time.
    let before = -1
    for (let now = await count(); now !== before || now === 0; now = await count()) {
      before = now
      await new Promise((resolve) => setTimeout(resolve, 3000))
    }
    run.child.kill('SIGINT')
    await run.finished
  }
  const seconds = (performance.now() - began) / 1000
  clearInterval(look)
  const [{ bytes } = {}] = await server.query(url, 'SELECT pg_database_size(current_database()) AS bytes')
  const ordered = await count()
  await Promise.all(workers.map((worker) => worker.end()))
  provider.close()
  rmSync(folder, { recursive: true, force: true })
  return {
    what: isFinished ? `${clips} clips rendered` : `${clips} clips planned, ${ordered} ordered`,
    seconds: Math.round(seconds * 10) / 10,
    'worker MB': most,
    'follower MB': follower,
    'database MB': Math.round(Number(bytes) / 1e5) / 10,
  }
}

function manifest(clips: number, limit: number): string {
  const rows = Array.from({ length: clips }, (_, nth) => nth + 1).join(', ')
  return `version: 1
name: fleet
providers: { pixverse: { concurrency: ${limit}, rate: 60000/min } }
defaults: { provider: pixverse, with: { model: v5, quality: 360p, duration: 5, aspect_ratio: "16:9" } }
jobs:
  clip:
    matrix: { n: [${rows}] }
    uses: text-to-video
    with: { prompt: "clip \${{ matrix.n }}" }
`
}

/** By Linux; 0 elsewhere, and after the end of the process. */
function residentMegabytes(pid: number | undefined): number {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Math.round(Number(kilobytes ?? 0) / 1000)
  } catch {
    return 0
  }
}
