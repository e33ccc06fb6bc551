import { cp, mkdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, onTestFinished, test } from 'vitest'
import { plan as planVerb } from '../src/cli/verbs/begin/plan/plan.ts'
import { resolve } from '../src/cli/verbs/render/resolve/resolve.ts'
import { status } from '../src/cli/verbs/render/status/status.ts'
import { gc } from '../src/cli/verbs/results/gc/gc.ts'
import { StateFolderError } from '../src/errors/state-folder-error.ts'
import { ReportFeed } from '../src/show/page/report-feed.ts'
import { stateFolder } from '../src/store/state-folder.ts'
import { planHere } from './harness/plan-here.ts'
import { type Project, project } from './harness/project.ts'
import { runVerb } from './verbs/run-verb.ts'

const JOBS = `
jobs:
  answered: { uses: text-to-video, with: { prompt: answered, seed: 1 }, output: answered.mp4 }
  lost: { uses: text-to-video, with: { prompt: lost, seed: 1 }, output: lost.mp4 }
`
const LATE = '  late: { uses: text-to-video, with: { prompt: late, seed: 1 }, output: late.mp4 }\n'

function stateOf({ path }: Project): string {
  return join(path, '.shotlist')
}

/** A project whose run was killed with one task in flight, and another submission accepted but without a response. */
async function killed(options: { readonly idempotent: boolean }): Promise<Project> {
  const abort = new AbortController()
  const answered = Promise.withResolvers<void>()
  const copied = Promise.withResolvers<void>()
  const made: Project = await project({
    manifest: `concurrency: 2\n${JOBS}`,
    ...options,
    onRead: () => 'working',
    beforeAnswer: async ({ body }) => {
      if (body['prompt'] !== 'lost') return
      await answered.promise
      await cp(stateOf(made), `${stateOf(made)}-then`, { recursive: true })
      copied.resolve()
    },
  })
  const running = made.run({ signal: abort.signal, onEvent: ({ event }) => event === 'job.submitted' && answered.resolve() })
  await copied.promise
  abort.abort()
  await running
  await rm(stateOf(made), { recursive: true })
  await cp(`${stateOf(made)}-then`, stateOf(made), { recursive: true })
  made.server.play({ honoursKeys: options.idempotent })
  return made
}

function journal(made: Project) {
  return join(stateOf(made), 'journal.db')
}
async function dropLog(made: Project) {
  for (const suffix of ['-wal', '-shm']) await rm(`${journal(made)}${suffix}`, { force: true })
}

/** SQLite notices only the last of these. */
const damages: Readonly<Record<string, (made: Project) => Promise<void>>> = {
  'lost its write-ahead log': dropLog,
  'has a write-ahead log that is cut off': async (made) => {
    const { size } = await stat(`${journal(made)}-wal`)
    await truncate(`${journal(made)}-wal`, Math.floor(size / 2))
  },
  'has a flipped bit in its write-ahead log': async (made) => {
    const bytes = await readFile(`${journal(made)}-wal`)
    bytes[100] = (bytes[100] ?? 0) ^ 1
    await writeFile(`${journal(made)}-wal`, bytes)
  },
  'is empty': async (made) => {
    await dropLog(made)
    await writeFile(journal(made), '')
  },
  'is gone': async (made) => {
    await dropLog(made)
    await rm(journal(made))
  },
  'is another new one': async (made) => {
    await dropLog(made)
    await rm(journal(made))
    new DatabaseSync(journal(made)).close()
  },
  'has a flipped bit in the phase of a job': async (made) => {
    const rows = new DatabaseSync(journal(made))
    rows.exec("UPDATE jobs SET state = replace(state, 'sent', 'qent')")
    rows.close()
  },
  'has a flipped bit in the key of a job': async (made) => {
    const rows = new DatabaseSync(journal(made))
    rows.exec("UPDATE jobs SET state = json_set(state, '$.key', '0' || substr(json_extract(state, '$.key'), 2))")
    rows.close()
  },
  'is full of zeroes': async (made) => {
    await dropLog(made)
    await writeFile(journal(made), Buffer.alloc(65_536))
  },
}

describe('a journal that lost records of jobs in flight', () => {
  test.each(Object.entries(damages))(
    'and %s, at a provider without keys: the task is waited for, the rest is uncertain',
    async (_, damage) => {
      const made = await killed({ idempotent: false })
      await damage(made)
      const { summary, events } = await made.run()
      expect(summary).toMatchObject({ outcome: 'decision', counts: { done: 1, uncertain: 1 } })
      expect(made.server.submissions).toHaveLength(2)
      expect(events.find(({ event }) => event === 'run.warning')).toMatchObject({ code: 'journal-rebuilt' })
      // The provider's list has the task that the submission started.
      expect(events.find(({ event }) => event === 'job.uncertain')).toMatchObject({
        job: 'lost',
        candidates: [expect.stringMatching(/^task-/)],
      })
      const again = await made.run()
      expect(again.summary).toMatchObject({ outcome: 'decision', counts: { cached: 1, uncertain: 1 } })
      expect(again.events.filter(({ event }) => event === 'run.warning')).toEqual([])
      expect(made.server.submissions).toHaveLength(2)
    },
  )

  test.each(Object.entries(damages))('and %s, at a provider with keys: the same key is repeated', async (_, damage) => {
    const made = await killed({ idempotent: true })
    await damage(made)
    expect((await made.run()).summary).toMatchObject({ outcome: 'done', counts: { done: 2 } })
    expect(made.server.tasks.size).toBe(2)
    expect((await made.run()).summary).toMatchObject({ counts: { cached: 2 } })
  })

  test('and a clip that was never sent: it is submitted', async () => {
    const made = await killed({ idempotent: false })
    await damages['is gone']?.(made)
    await made.manifest(`${JOBS}${LATE}`)
    expect((await made.run()).summary).toMatchObject({ counts: { done: 2, uncertain: 1 } })
    expect(made.server.submissions).toHaveLength(3)
  })

  test('and a part of the submission log: every clip without a record is uncertain', async () => {
    const made = await killed({ idempotent: false })
    await damages['is gone']?.(made)
    const log = join(stateOf(made), 'submissions.log')
    await writeFile(log, (await readFile(log, 'utf8')).replace(/^.*"job":"lost".*$/m, '{"seq":"?"'))
    expect((await made.run()).summary).toMatchObject({ counts: { done: 1, uncertain: 1 } })
    expect(made.server.submissions).toHaveLength(2)
  })

  test('and a submission log that cannot be read: nothing is sent', async () => {
    const made = await killed({ idempotent: true })
    await damages['is gone']?.(made)
    await rm(join(stateOf(made), 'submissions.log'))
    await mkdir(join(stateOf(made), 'submissions.log'))
    const requests = made.server.requests.length
    await expect(made.run()).rejects.toThrow(StateFolderError)
    expect(made.server.requests).toHaveLength(requests)
  })
})

test.each([status, gc, resolve])('is reported by a verb that is not a run, which leaves it as it is: $name', async (verb) => {
  const { name } = verb
  const made = await killed({ idempotent: false })
  await damages['is empty']?.(made)
  const looked = runVerb(verb, {
    cwd: made.path,
    args: name === 'resolve' ? ['lost'] : [],
    options: { yes: true, resubmit: name === 'resolve' },
  })
  await expect(looked).rejects.toThrow('lacks submissions that are in submissions.log')
  expect((await made.run()).summary).toMatchObject({ counts: { done: 1, uncertain: 1 } })
})

test('an open review page keeps what it shows until a run has repaired the journal', async () => {
  const made = await killed({ idempotent: true })
  const plan = await planHere(join(made.path, 'shotlist.yaml'))
  const feed = new ReportFeed(() => ({ plan, state: stateFolder(made.path), rehearsal: false, srcOf: (path) => path }))
  onTestFinished(() => feed.close())
  const before = feed.report
  await damages['is gone']?.(made)
  await writeFile(journal(made), '')
  feed.refresh(true)
  expect(feed.report).toBe(before)
  await made.run()
  feed.refresh(true)
  expect(feed.report.clips.map(({ state }) => state)).toEqual(['done', 'done'])
})

test.each([
  ['a folder', 'it is not a file'],
  ['a link that leads nowhere', 'it is a link'],
])('%s in place of the journal stops the run', async (what, problem) => {
  const made = await killed({ idempotent: false })
  await dropLog(made)
  await rm(journal(made))
  if (what === 'a folder') await mkdir(journal(made))
  else await symlink('nowhere', journal(made))
  const requests = made.server.requests.length
  await expect(made.run()).rejects.toThrow(problem)
  expect(made.server.requests).toHaveLength(requests)
})

test('a run that leaves nothing in flight deletes the log, and a clone without a state folder renders nothing', async () => {
  const made = await project({ manifest: JOBS, idempotent: false })
  await made.run()
  await expect(stat(join(stateOf(made), 'submissions.log'))).rejects.toThrow('ENOENT')
  for (const gone of [journal(made), stateOf(made)]) {
    await rm(gone, { recursive: true })
    const { summary, events } = await made.run()
    expect(summary).toMatchObject({ outcome: 'done', counts: { cached: 2 } })
    expect(events.filter(({ event }) => event === 'run.warning')).toEqual([])
  }
  expect(made.server.submissions).toHaveLength(2)
})

test('a clip that is both done and in flight in the lockfile (forced) is done and stays marked; a changed one is uncertain', async () => {
  const made = await project({ manifest: JOBS, idempotent: false })
  await made.run()
  const lock = (await made.read('shotlist.lock.yaml')).toString()
  const mark = 'in_flight:\n  run: another\n  since: 2026-01-01T00:00:00.000Z\n  jobs:\n    - answered\n    - lost\njobs:\n'
  await made.write('shotlist.lock.yaml', lock.replace('jobs:\n', mark))
  await made.manifest(JOBS.replace('prompt: lost', 'prompt: changed'))
  // Also if the journal has an earlier record of the clip.
  const { summary } = await made.run()
  expect(summary).toMatchObject({ outcome: 'decision', counts: { cached: 1, uncertain: 1 } })
  expect(made.server.submissions).toHaveLength(2)
  expect((await made.read('shotlist.lock.yaml')).toString()).toMatch(/ {2}run: another\n.*\n {2}jobs:\n {4}- answered\n {4}- lost\njobs:/)
})

describe('a clip that was renamed after its state folder was lost', () => {
  const SEEDED = 'jobs:\n  before: { uses: text-to-video, with: { prompt: a glacier, seed: 1 } }\n'

  test.each([
    ['a seed of its own', SEEDED],
    ['a seed derived from its name', SEEDED.replace(', seed: 1', '')],
  ])('is found in the lockfile by its fingerprint, with %s', async (_, manifest) => {
    const made = await project({ manifest, idempotent: false })
    await made.run()
    await rm(stateOf(made), { recursive: true })
    await made.manifest(manifest.replace('before:', 'after:'))
    expect((await made.run()).summary).toMatchObject({ outcome: 'done', counts: { done: 1 }, credits: 0 })
    expect((await made.run()).summary).toMatchObject({ counts: { cached: 1 } })
    expect(made.server.submissions).toHaveLength(1)
  })

  test.each([true, false])(
    'while it was in flight is uncertain, and not paid again without a decision (keys honoured: %s)',
    async (idempotent) => {
      const made = await killed({ idempotent })
      await rm(stateOf(made), { recursive: true })
      await made.manifest(`${JOBS.replace('lost:', 'found:')}`)
      const plan = await runVerb(planVerb, { cwd: made.path, env: made.env })
      expect(plan.stdout).toMatch(/found .*waits for a decision/)
      const { summary, events } = await made.run()
      expect(summary.outcome).toBe('decision')
      expect(events.filter(({ event }) => event === 'job.uncertain').map((event) => 'job' in event && event.job)).toContain('found')
      expect(made.server.tasks.size).toBe(2)
    },
  )
})
