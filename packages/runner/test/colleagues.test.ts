import { cp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { OverBudgetError } from '../src/errors/money-errors.ts'
import { OutputError } from '../src/errors/output-errors.ts'
import { pullPlan } from '../src/run/prepare/pull.ts'
import { Journal } from '../src/store/journal/journal.ts'
import { readLockfile } from '../src/store/lockfile-io.ts'
import { planHere } from './harness/plan-here.ts'
import { type Project, project } from './harness/project.ts'

const JOBS = `jobs:
  hero: { uses: text-to-video, with: { prompt: a glacier, seed: 7 }, output: hero.mp4 }
  star: { uses: text-to-video, with: { prompt: a comet, seed: 7 }, output: star.mp4 }
`
const FORCED = { force: new Set(['hero']) }

async function lockOf(made: Project): Promise<string> {
  return (await made.read('shotlist.lock.yaml')).toString()
}

function lockPath(made: Project): string {
  return join(made.path, 'shotlist.lock.yaml')
}

async function pull(made: Project) {
  const plan = await planHere(join(made.path, 'shotlist.yaml'))
  return made.run({ verb: 'pull', pull: true, policy: { mayPay: false }, plan: pullPlan(plan, readLockfile(lockPath(made))) })
}

/** Runs in a colleague's clone, which has only the lockfile, and copies its new lockfile back. */
async function elsewhere(made: Project, work: () => Promise<unknown>): Promise<void> {
  const mine = ['.shotlist', 'renders']
  for (const name of mine) await rename(join(made.path, name), join(made.path, `${name}-mine`)).catch(() => undefined)
  await work()
  for (const name of mine) {
    await rm(join(made.path, name), { recursive: true, force: true })
    await rename(join(made.path, `${name}-mine`), join(made.path, name)).catch(() => undefined)
  }
}

describe.each([true, false])('a clip that a colleague rendered again (keys honoured: %s)', (idempotent) => {
  test('is downloaded from that render, and the lockfile stays as the colleague wrote it', async () => {
    const made = await project({ manifest: JOBS, idempotent })
    await made.run()
    await elsewhere(made, () => made.run(FORCED))
    const theirs = await lockOf(made)
    expect(made.server.tasks.size).toBe(3)
    // A run without the clip leaves its entry as it is.
    await only(made, 'star')
    expect(await lockOf(made)).toBe(theirs)
    const mine = await made.run({ policy: { mayPay: false } })
    expect(mine.summary).toMatchObject({ outcome: 'done', credits: 0, counts: { failed: 0, blocked: 0 } })
    expect(await lockOf(made)).toBe(theirs)
    expect((await made.run()).summary.counts).toMatchObject({ cached: 2 })
    expect(made.server.tasks.size).toBe(3)
  })

  test('is rendered a third time by force: attempts are counted over both machines', async () => {
    const made = await project({ manifest: JOBS, idempotent })
    await made.run()
    await elsewhere(made, () => made.run(FORCED))
    await made.run(FORCED)
    expect(made.server.tasks.size).toBe(4)
    expect(new Set(made.server.submissions.map(({ key }) => key)).size).toBe(idempotent ? 4 : 1)
  })
})

test('a clip in a fresh clone is rendered again by force, also after a pull', async () => {
  const made = await project({ manifest: JOBS })
  await made.run()
  for (const name of ['.shotlist', 'renders']) await rm(join(made.path, name), { recursive: true })
  expect((await pull(made)).summary).toMatchObject({ outcome: 'done', counts: { done: 2 } })
  expect((await made.run(FORCED)).summary).toMatchObject({ outcome: 'done', credits: 10 })
  expect(made.server.tasks.size).toBe(3)
})

test.each([
  ['a run before', async () => undefined],
  ['a pull before', pull],
  ['a run of one clip before', (made: Project) => only(made, 'hero')],
])('the budget counts what a colleague paid for the clips, with %s', async (_, before) => {
  const made = await project({ manifest: `budget: { credits: 15 }\n${JOBS}` })
  await only(made, 'hero')
  for (const name of ['.shotlist', 'renders']) await rm(join(made.path, name), { recursive: true })
  await before(made)
  await expect(made.run()).rejects.toThrow(OverBudgetError)
  expect(made.server.tasks.size).toBe(1)
})

async function only(made: Project, id: string) {
  const plan = await planHere(join(made.path, 'shotlist.yaml'))
  const manifestInstanceIds = new Set(plan.instances.map((instance) => instance.id))
  return made.run({ plan: { ...plan, instances: plan.instances.filter((instance) => instance.id === id) }, manifestInstanceIds })
}

test('a pull keeps the record of a forced submission in flight: the next run continues it, and pays nothing', async () => {
  const made = await project({ manifest: JOBS })
  await made.run()
  made.server.play({ onRead: () => 'working' })
  const stop = new AbortController()
  await made.run({ ...FORCED, signal: stop.signal, onEvent: (event) => event.event === 'job.submitted' && stop.abort() })
  expect(made.server.tasks.size).toBe(3)
  await rm(join(made.path, 'renders'), { recursive: true })
  made.server.play({})
  const pulled = await pull(made)
  expect(pulled.summary).toMatchObject({ outcome: 'failed', counts: { done: 1, waiting: 1 } })
  expect(pulled.events).toContainEqual(expect.objectContaining({ event: 'job.blocked', job: 'hero', reason: 'in-flight' }))
  expect((await made.run(FORCED)).summary).toMatchObject({ outcome: 'done', counts: { cached: 1, done: 1 } })
  expect(made.server.tasks.size).toBe(3)
})

test('an uncertain submission that a colleague settled is taken from the lockfile', async () => {
  const made = await project({ manifest: JOBS, idempotent: false, onRead: () => 'working' })
  const stop = new AbortController()
  await made.run({ signal: stop.signal, onEvent: (event) => event.event === 'job.submitted' && stop.abort() })
  const path = join(made.path, '.shotlist/journal.db')
  await cp(join(made.path, '.shotlist'), join(made.path, 'aside'), { recursive: true })
  made.server.play({})
  await made.run()
  const before = made.server.tasks.size
  await rm(join(made.path, '.shotlist'), { recursive: true })
  await rename(join(made.path, 'aside'), join(made.path, '.shotlist'))
  await uncertain(path, made)
  expect((await made.run()).summary).toMatchObject({ outcome: 'done', credits: 0 })
  expect(made.server.tasks.size).toBe(before)
})

/** Turns every submission of a journal into one without a response. */
async function uncertain(path: string, made: Project): Promise<void> {
  const journal = Journal.openComplete(path, join(made.path, 'shotlist.yaml'))
  await journal.write(() => {
    for (const record of journal.jobs.all().values()) {
      const { state } = record
      if (!('key' in state)) continue
      const failure = { class: 'network', code: 'outcome-unknown', message: 'there was no response', retryable: false } as const
      journal.jobs.save({ ...record, state: { phase: 'uncertain', attempt: state.attempt, key: state.key, failure } })
    }
  })
  journal.close()
}

test.each([true, false])(
  'an uncertain submission stays with its job while the request changes and changes back (keys honoured: %s)',
  async (idempotent) => {
    const made = await project({ manifest: JOBS, idempotent, onRead: () => 'working' })
    const stop = new AbortController()
    await made.run({ signal: stop.signal, onEvent: (event) => event.event === 'job.submitted' && stop.abort() })
    await rm(join(made.path, '.shotlist'), { recursive: true })
    made.server.play({})
    await made.manifest(JOBS.replace('a glacier', 'a fjord'))
    await made.run()
    await made.manifest(JOBS)
    const back = await made.run()
    expect(back.summary.outcome).toBe(idempotent ? 'done' : 'decision')
    // The provider has the first request once: repeated with its key, it starts no other task.
    const same = made.server.submissions.filter(({ body }) => body['prompt'] === 'a glacier')
    expect(new Set(same.map(({ key }, nth) => (idempotent ? key : nth))).size).toBeLessThanOrEqual(1)
  },
)

test('a job that was removed from the manifest stays in flight in the lockfile until its submission is settled', async () => {
  const made = await project({ manifest: JOBS, onRead: () => 'working' })
  const stop = new AbortController()
  await made.run({ signal: stop.signal, onEvent: (event) => event.event === 'job.submitted' && stop.abort() })
  const marked = readLockfile(lockPath(made)).in_flight?.jobs ?? []
  expect(marked.length).toBeGreaterThan(0)
  made.server.play({})
  await made.manifest('jobs:\n  other: { uses: text-to-video, with: { prompt: a comet at night, seed: 1 }, output: other.mp4 }\n')
  await made.run()
  expect(readLockfile(lockPath(made)).in_flight?.jobs).toEqual(marked)
})

test('a run whose lockfile breaks meanwhile does not report that nothing was sent', async () => {
  const made = await project({
    manifest: JOBS,
    beforeAnswer: () => made.write('shotlist.lock.yaml', '<<<<<<< ours\n'),
  })
  await expect(made.run()).rejects.toThrow(OutputError)
  expect(made.server.tasks.size).toBe(2)
})
