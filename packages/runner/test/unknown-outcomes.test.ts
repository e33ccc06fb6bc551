import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import type { RunEvent } from '../src/run/run-event.ts'
import { begin } from './harness/command.ts'
import { project, type Result } from './harness/project.ts'

const ONE = 'jobs:\n  hero: { uses: text-to-video, retries: 2, with: { prompt: a glacier, seed: 7 }, output: hero.mp4 }\n'
const TWO = `${ONE}  twin: { uses: text-to-video, with: { prompt: a glacier, seed: 7 } }\n`
const FORCED = { force: new Set(['hero']) }

function saidOf({ events }: Result, name: string) {
  return events.find(({ event }) => event === name)
}
function keysOf(submissions: readonly { readonly key: string | undefined }[]) {
  return new Set(submissions.map(({ key }) => key)).size
}

/** Responses that do not prove what the submission started. */
const PROVE_NOTHING = ['foreign', 'foreign-after', 'odd', 'hiccup', 'in-use'] as const

describe.each(PROVE_NOTHING)('a submission whose response proves nothing (%s)', (does) => {
  test('is repeated with its key if the provider honours keys', async () => {
    const { run, server } = await project({ manifest: ONE, onSubmit: (_, nth) => (nth < 2 ? does : 'ok') })
    expect((await run()).summary).toMatchObject({ outcome: 'done', credits: 10 })
    expect([server.tasks.size, keysOf(server.submissions)]).toEqual([1, 1])
  })

  test('keeps its key from run to run', async () => {
    const { run, server } = await project({ manifest: ONE, onSubmit: () => does })
    await run()
    await run()
    server.play({})
    expect((await run()).summary.outcome).toBe('done')
    expect([server.tasks.size, keysOf(server.submissions)]).toEqual([1, 1])
  })

  test('is uncertain if it does not', async () => {
    const { run, server } = await project({ manifest: ONE, idempotent: false, onSubmit: () => does })
    for (let runs = 0; runs < 2; runs += 1) expect((await run()).summary.outcome).toBe('decision')
    expect(server.submissions).toHaveLength(1)
  })
})

test('a key that the provider keeps working on is waited for, and then left to the user', async () => {
  const { run, server } = await project({ manifest: ONE, onSubmit: (_, nth) => (nth === 0 ? 'drop-after' : 'in-use') })
  for (let runs = 0; runs < 2; runs += 1) {
    const result = await run()
    expect(result.summary.outcome).toBe('decision')
    expect(saidOf(result, 'job.uncertain')).toMatchObject({
      hint: expect.stringContaining('shotlist resolve hero --task-id task-1') as string,
      candidates: ['task-1'],
    })
  }
  server.play({})
  expect((await run()).summary.outcome).toBe('done')
  expect(server.tasks.size).toBe(1)
})

test.each([
  [true, 1, 10],
  [false, 2, 20],
])('two equal jobs count what the provider charges (keys honoured: %s)', async (idempotent, tasks, credits) => {
  const { run, server } = await project({ manifest: TWO, idempotent })
  expect((await run()).summary).toMatchObject({ outcome: 'done', counts: { done: 2 }, credits })
  expect(server.tasks.size).toBe(tasks)
})

test('a forced submission that was left in flight is continued when it is forced again', async () => {
  const made = await project({ manifest: ONE.replace('retries: 2', 'retries: 0, timeout: 1s') })
  await made.run()
  made.server.play({ onRead: () => 'working' })
  expect((await made.run(FORCED)).summary.outcome).toBe('failed')
  made.server.play({})
  expect((await made.run(FORCED)).summary.outcome).toBe('done')
  expect(made.server.tasks.size).toBe(2)
  expect((await made.run(FORCED)).summary.outcome).toBe('done')
  expect(made.server.tasks.size).toBe(3)
})

test('a task that cannot be written to the disk is printed', async () => {
  const made = await project({
    manifest: ONE,
    idempotent: false,
    beforeAnswer: async () => {
      const journal = new DatabaseSync(join(made.path, '.shotlist/journal.db'))
      journal.exec("CREATE TRIGGER full BEFORE UPDATE ON attempts BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
      journal.close()
    },
  })
  const { stderr, code } = await begin(['run', '--yes', '--json', '--quiet'], { cwd: made.path, env: made.env }).finished
  expect(stderr).toContain(
    'tiny accepted hero as task task-1, which could not be recorded; keep this command: shotlist resolve hero --task-id task-1',
  )
  expect(code).not.toBe(0)
})

test('a response after 100 Continue is accepted', async () => {
  const made = await project({ manifest: ONE, idempotent: false, onSubmit: () => 'continue' })
  expect((await begin(['run', '--yes', '--json'], { cwd: made.path, env: made.env }).finished).code).toBe(0)
  expect(made.server.submissions).toHaveLength(1)
})

test.each(['run', 'pull'])(
  'a provider that does not respond while tasks are in flight is reported, and its next response too (%s)',
  async (verb) => {
    const held = Promise.withResolvers<string>()
    const made = await project({ manifest: ONE })
    if (verb === 'pull') {
      await made.run()
      await rm(join(made.path, 'renders'), { recursive: true })
      await rm(join(made.path, '.shotlist'), { recursive: true })
    }
    made.server.play({ onRead: () => held.promise })
    const codes: string[] = []
    const onEvent = (event: RunEvent): void => {
      if (event.event !== 'run.warning') return
      codes.push(event.code)
      if (event.code === 'out-of-reach') held.resolve('done')
    }
    expect((await made.run({ pull: verb === 'pull', onEvent })).summary.outcome).toBe('done')
    expect(codes).toEqual(['out-of-reach', 'within-reach'])
  },
)
