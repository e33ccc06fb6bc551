import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { run } from '../../src/cli/verbs/render/run/run.ts'
import { ui } from '../../src/cli/verbs/results/ui/ui.ts'
import { readLockfile } from '../../src/store/lockfile-io.ts'
import { postgresForThisFile } from '../harness/postgres-server.ts'
import { CLIP } from '../harness/tiny-server.ts'
import { pick as pickOnPage, reportWhen, startPage } from '../review/live-page.ts'
import { fileInTheWay, type Machine, machines, PATIENCE_MS } from './machines.ts'

const found = postgresForThisFile()
const RUN = ['run', '--yes', '--project', 'launch']
const ONE = 'jobs:\n  hero: { uses: text-to-video, with: { prompt: a glacier }, output: hero.mp4 }\n'
const TAKES = `
jobs:
  hero: { uses: text-to-video, takes: 2, with: { prompt: a glacier }, output: "hero-\${{ take }}.mp4" }
  longer: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: further }, output: longer.mp4 }
`

/** A promise that a test resolves, for what a provider does until then. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { promise, open: () => resolve() }
}

function clipOn({ path }: Machine): Promise<Buffer> {
  return readFile(join(path, 'renders', 'hero.mp4'))
}

function picksOf({ path }: Machine) {
  return readLockfile(join(path, 'shotlist.lock.yaml')).picks
}

describe.skipIf(found === undefined)('the verbs of a fleet', { timeout: 3 * PATIENCE_MS }, () => {
  const server = found as NonNullable<typeof found>

  test('status shows workers, accounts, clips, runs and budget; a run that is stopped is followed again', async () => {
    const rendering = gate()
    const fleet = await machines(server, {
      manifest: `budget: { usd: 4 }\n${ONE}`,
      onRead: () => rendering.promise.then(() => 'done'),
    })
    const one = await fleet.machine()
    expect((await one.shotlist(['status', '--project', 'launch'])).stdout).toContain('No worker is running')
    await fleet.worker()
    const stop = new AbortController()
    const running = one.shotlist(RUN, { signal: stop.signal })
    const { workers, accounts, projects } = await fleet.statusWhen(({ counts, runs }) => counts['rendering'] === 1 && runs.length === 1)
    expect(workers).toMatchObject([{ pid: expect.any(Number) as number, fenced: false, clips: 1 }])
    expect(accounts).toMatchObject([{ variable: 'TINY_API_KEY', workers: 1, limit: 4, in_flight: 1, waiting: 0 }])
    expect(projects).toMatchObject([
      { project: 'launch', budget: { usd: 4 }, spent: [], reserved: [{ provider: 'tiny', credits: 10, usd: 0.1, unpriced: 0 }] },
    ])
    expect((await one.shotlist(['status', 'shotlist.yaml'])).stdout).toContain('No clip of')
    expect((await one.shotlist(['status'])).stdout).toMatch(/^launch\n {2}1 rendering\n {2}spent nothing, reserved \$0\.10, of \$4\.00\n/m)
    stop.abort()
    const stopped = await running
    expect([stopped.code, stopped.stdout]).toEqual([130, expect.stringContaining('the workers of the fleet go on')])
    expect(stopped.stdout).toContain('To follow them again: shotlist run --project launch\n')
    rendering.open()
    await fleet.statusWhen(({ counts, runs }) => counts['done'] === 1 && runs.length === 0)
    expect((await one.shotlist(RUN)).code).toBe(0)
    expect(await clipOn(one)).toEqual(CLIP)
    expect(fleet.made.server.submissions).toHaveLength(1)
    // Nothing is left to do: the database is not asked.
    expect((await one.shotlist([...RUN, '--fleet', 'postgres://user@127.0.0.1:1/nowhere'])).stdout).toContain('1 up to date')
  })

  test('resolve settles an uncertain clip for all machines, on any of them', async () => {
    const fleet = await machines(server, { manifest: ONE, idempotent: false, onSubmit: (_, nth) => (nth === 0 ? 'drop-after' : 'ok') })
    await fleet.worker()
    const [one, other] = [await fleet.machine(), await fleet.machine()]
    const { SHOTLIST_FLEET_URL: _none, ...env } = fleet.env
    const lost = await one.shotlist([...RUN, '--fleet', fleet.url], { env: { ...env, SHOTLIST_FLEET_URL: '' } })
    expect(lost.code).toBe(4)
    expect(lost.stdout).toMatch(
      /shotlist resolve hero --task-id task-1 --fleet 'postgres:\/\/shotlist:\*\*\*@127\.0\.0\.1:\d+\/\w+' --project launch/,
    )
    const listed = await other.shotlist(['resolve', '--project', 'launch'])
    expect([listed.code, listed.stdout]).toEqual([4, expect.stringContaining('shotlist resolve hero --task-id task-1 --project launch')])
    expect((await other.shotlist(['resolve', 'nobody', '--resubmit', '--project', 'launch'])).stderr).toContain('uncertain clips: hero')
    const settled = await other.shotlist(['resolve', 'hero', '--task-id', 'task-1', '--project', 'launch'])
    expect(settled).toMatchObject({ code: 0, stderr: 'hero: the next run waits for that task.\n' })
    expect(await other.shotlist(['resolve', '--project', 'launch'])).toMatchObject({ code: 0, stdout: 'No submission is uncertain.\n' })
    // This machine has not heard of that: a second decision would pay again.
    const late = await one.shotlist(['resolve', 'hero', '--resubmit', '--project', 'launch'])
    expect([late.code, late.stderr]).toEqual([2, expect.stringContaining('hero is settled in the fleet already')])
    for (const machine of [one, other]) {
      expect((await machine.shotlist(RUN)).code).toBe(0)
      expect(await clipOn(machine)).toEqual(CLIP)
    }
    expect(fleet.made.server.submissions).toHaveLength(1)
  })

  test('resolve --resubmit renders it once more, whichever machines run', async () => {
    const fleet = await machines(server, { manifest: ONE, idempotent: false, onSubmit: (_, nth) => (nth === 0 ? 'drop-before' : 'ok') })
    await fleet.worker()
    const [one, other] = [await fleet.machine(), await fleet.machine()]
    for (const machine of [one, other]) expect((await machine.shotlist(RUN)).code).toBe(4)
    expect((await one.shotlist(['resolve', 'hero', '--resubmit', '--project', 'launch'])).code).toBe(0)
    for (const machine of [other, one, await fleet.machine()]) {
      expect((await machine.shotlist(RUN)).code).toBe(0)
      expect(await clipOn(machine)).toEqual(CLIP)
    }
    expect(fleet.made.server.submissions).toHaveLength(2)
    expect(await fleet.statusWhen(() => true)).toMatchObject({ projects: [{ counts: { done: 1 }, spent: [{ credits: 10 }] }] })
  })

  test('resolve settles a submission that was made without the fleet', async () => {
    const fleet = await machines(server, { manifest: ONE, idempotent: false, onSubmit: () => 'drop-after' })
    const one = await fleet.machine()
    expect((await one.shotlist(['run', '--yes'], { env: { ...fleet.made.env, SHOTLIST_FLEET_URL: '' } })).code).toBe(4)
    const listed = await one.shotlist(['resolve', '--project', 'launch'], { env: fleet.made.env })
    expect([listed.code, listed.stdout]).toEqual([4, expect.stringContaining('shotlist resolve hero --task-id task-1')])
    expect((await one.shotlist(['resolve', 'hero', '--task-id', 'task-1', '--project', 'launch'])).code).toBe(0)
    expect((await one.shotlist(['run', '--yes'], { env: { ...fleet.made.env, SHOTLIST_FLEET_URL: '' } })).code).toBe(0)
  })

  test('resolve leaves a clip to the worker that has it in hand', async () => {
    const answer = gate()
    const fleet = await machines(server, { manifest: ONE, idempotent: false, onSubmit: () => answer.promise.then(() => 'ok' as const) })
    await fleet.worker()
    const one = await fleet.machine()
    const running = one.shotlist(RUN)
    await fleet.statusWhen(({ counts }) => counts['sent'] === 1)
    const refused = await (await fleet.machine()).shotlist(['resolve', 'hero', '--resubmit', '--project', 'launch'])
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('a worker of the fleet has hero in hand')])
    answer.open()
    expect((await running).code).toBe(0)
    expect(fleet.made.server.submissions).toHaveLength(1)
  })

  test('a pick on one machine is in the next run on others, and never replaces a newer one', async () => {
    const fleet = await machines(server, { manifest: TAKES })
    await fleet.worker()
    const [one, other] = [await fleet.machine(), await fleet.machine()]
    for (const machine of [one, other]) {
      const waits = await machine.shotlist(RUN)
      expect([waits.code, waits.stdout]).toEqual([4, expect.stringContaining("shotlist pick 'hero#N' --project launch")])
    }
    expect((await other.shotlist(['pick', 'hero#2', '--project', 'launch'])).code).toBe(0)
    await fleet.statusWhen(({ runs }) => runs.length === 0)
    expect(fleet.made.server.submissions).toHaveLength(2)
    expect((await one.shotlist(RUN)).code).toBe(0)
    expect(picksOf(one)).toEqual(picksOf(other))
    // Picked without the fleet, after what the fleet was told.
    expect((await one.shotlist(['pick', 'hero#1'], { env: { SHOTLIST_FLEET_URL: '' } })).code).toBe(0)
    expect((await one.shotlist(RUN)).code).toBe(0)
    expect(picksOf(one)['hero']?.take).toBe('hero#1')
    expect(fleet.made.server.submissions).toHaveLength(4)
  })

  test('picks reach a run in progress: those of another command, and of a page on another machine', async () => {
    const fleet = await machines(server, { manifest: TAKES })
    await fleet.worker()
    const [one, other] = [await fleet.machine(), await fleet.machine()]
    const { env } = fleet
    const options = { ui: true, yes: true, project: 'launch' }
    const followed = await startPage(run, { cwd: one.path, env, options, ask: async () => true })
    await reportWhen(followed.url, ({ clips }) => clips.filter(({ state }) => state === 'done').length === 2)
    // The run on this machine holds the lockfile, and gets the pick from the fleet.
    const told = await one.shotlist(['pick', 'hero#2', '--project', 'launch'])
    expect([told.code, told.stderr]).toEqual([0, expect.stringContaining('takes the pick from the fleet')])
    await reportWhen(followed.url, ({ clips }) => clips.every(({ state }) => state === 'done'))
    expect((await other.shotlist(RUN)).code).toBe(0)
    expect(picksOf(one)).toEqual(picksOf(other))
    const page = await startPage(ui, { cwd: other.path, env, options: { project: 'launch' } })
    expect((await pickOnPage(page.url, { group: 'hero', take: 'hero#1' })).status).toBe(204)
    await reportWhen(followed.url, ({ picks }) => picks['hero'] === 'hero#1')
    followed.stop()
    expect(await followed.ended).toBe(0)
    expect(fleet.made.server.submissions).toHaveLength(3)
  })

  test('pull fetches files from the store, without a key or a request', async () => {
    const fleet = await machines(server, { manifest: ONE })
    await fleet.worker()
    const one = await fleet.machine()
    expect((await one.shotlist(RUN)).code).toBe(0)
    const asked = fleet.made.server.requests.length
    const clone = await fleet.machine(one)
    expect((await clone.shotlist(['pull'])).code).toBe(0)
    expect(await clipOn(clone)).toEqual(CLIP)
    expect(fleet.made.server.requests).toHaveLength(asked)
    expect(await clone.shotlist(['pull'], { env: { SHOTLIST_FLEET_STORE: '' } })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('a fleet needs a store') as string,
    })
  })

  test('what cannot work is refused in words before anything is ordered', async () => {
    const fleet = await machines(server, { manifest: ONE })
    const one = await fleet.machine()
    const { hostname, port } = new URL(fleet.url)
    await server.query(fleet.url, "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    const at = (database: string, user = 'shotlist:wrong%40secret') => ['--fleet', `postgres://${user}@${hostname}:${port}/${database}`]
    const login = new URL(fleet.url)
    login.pathname = '/latin'
    const refusals: readonly (readonly [readonly string[], string, Readonly<Record<string, string>>?])[] = [
      [['--poll', '2s'], '--poll has no effect'],
      [['--webhook-port', '8999'], '--webhook-port has no effect'],
      [['--concurrency', '2'], '--concurrency has no effect'],
      [['--fleet', 'mysql://host/name'], 'is not one of PostgreSQL'],
      [['--fleet', 'postgres://shotlist:100%@host/name'], 'is not one of PostgreSQL'],
      [['--fleet', 'postgres://shotlist@127.0.0.1:1/name'], 'cannot be reached'],
      [at('fleet'), 'refuses the login'],
      [['--fleet', fleet.url.replace(/\/\w+$/, '/nowhere')], 'does not exist'],
      [['--fleet', login.href], 'has the encoding LATIN1'],
      [[], 'a fleet needs a store', { SHOTLIST_FLEET_STORE: '' }],
      [['--store', await fileInTheWay()], '(artifact-store)'],
      [['--store', 's3://bucket/prefix'], 'AWS_ACCESS_KEY_ID'],
    ]
    for (const [args, said, env = {}] of refusals) {
      const refused = await one.shotlist([...RUN, ...args], { env })
      expect(refused.stderr, args.join(' ')).toContain(said)
      expect(refused.stderr).not.toContain('secret')
      expect(refused.code).not.toBe(0)
    }
    expect((await one.shotlist([...RUN, '--frozen'])).stderr).toContain('(frozen)')
    expect(await server.query(fleet.url, 'SELECT * FROM shotlist.campaigns')).toEqual([])
    expect(await server.query(fleet.url, 'SELECT * FROM shotlist.clips')).toEqual([])
  })

  test('a worker with another store is told from one that fails, and pays nothing', async () => {
    const fleet = await machines(server, { manifest: ONE })
    const one = await fleet.machine()
    await fleet.worker({ SHOTLIST_FLEET_STORE: fleet.made.path })
    const failed = await one.shotlist(RUN)
    expect(failed.code).toBe(1)
    expect(failed.stdout).toMatch(/hero.*lacks a file of the fleet.*\(file, other-store\)/)
    expect(failed.stdout).toContain('compare --store and SHOTLIST_FLEET_STORE')
    expect(fleet.made.server.submissions).toEqual([])
    await fleet.stopWorkers()
    await fleet.worker()
    expect((await one.shotlist(RUN)).code).toBe(0)
  })
})
