import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FrozenError } from '../src/errors/state-errors.ts'
import type { RunOptions } from '../src/run/run-options.ts'
import { type Project, type ProjectOptions, project } from './harness/project.ts'
import { CLIP } from './harness/tiny-server.ts'

const ONE = 'jobs:\n  hero: { uses: text-to-video, timeout: 20s, with: { prompt: a glacier }, output: hero.mp4 }\n'

/** A rendered clip whose file is only at the provider. */
async function rendered(options: Partial<ProjectOptions> = {}): Promise<Project> {
  const made = await project({ manifest: ONE, ...options })
  expect((await made.run()).summary.outcome).toBe('done')
  await rm(join(made.path, 'renders/hero.mp4'))
  return made
}

function forget({ server }: Project): void {
  return (server.tasks as Map<string, unknown>).clear()
}

describe('a clip whose file is lost', () => {
  const lost: readonly (readonly [string, (made: Project) => void, string])[] = [
    ['is not known any more', forget, 'decision'],
    ['is read as failed', ({ server }) => server.play({ onRead: () => 'broken' }), 'decision'],
    ['is read as refused', ({ server }) => server.play({ onRead: () => 'refused' }), 'decision'],
    ['has an address that gives out nothing', ({ server }) => server.play({ onDownload: () => 'gone' }), 'failed'],
  ]
  const ways: readonly Partial<RunOptions>[] = [
    {},
    { policy: { mayPay: false } },
    { policy: { mayPay: true, confirm: async () => true } },
    { pull: true, policy: { mayPay: false } },
  ]

  test.each(lost)('and whose task %s is not rendered again without a decision, in any run', async (_, lose, outcome) => {
    const made = await rendered()
    lose(made)
    for (const options of [...ways, {}]) {
      const { summary, events } = await made.run(options)
      expect(summary).toMatchObject({ outcome: options.pull ? 'failed' : outcome, credits: 0 })
      const end = events.find(({ event }) => event === (summary.outcome === 'failed' ? 'job.failed' : 'job.uncertain'))
      expect(end).toMatchObject({ hint: expect.stringContaining('and pay again: shotlist run --force hero') as string })
    }
    expect(made.server.submissions).toHaveLength(1)
    made.server.play({})
    expect((await made.run({ force: new Set(['hero']) })).summary).toMatchObject({ outcome: 'done', credits: 10 })
    expect(made.server.submissions).toHaveLength(2)
  })

  test('is restored when the provider has it again', async () => {
    const made = await rendered()
    made.server.play({ onRead: () => 'broken' })
    expect((await made.run()).summary.outcome).toBe('decision')
    made.server.play({})
    expect((await made.run()).summary).toMatchObject({ outcome: 'done', credits: 0 })
    expect(made.server.submissions).toHaveLength(1)
  })

  test('is not paid again because the provider refuses the poll', async () => {
    const made = await rendered({ onRead: ({ reads }) => (reads > 1 ? 'done' : 'working') })
    made.server.play({ onRead: () => 'forbidden' })
    const { summary, events } = await made.run()
    expect(summary.outcome).toBe('failed')
    expect(events.find((event) => event.event === 'job.failed')).toMatchObject({
      class: 'forbidden',
      message: expect.stringContaining('the task cannot be read: ') as string,
      resumable: true,
    })
    expect(made.server.submissions).toHaveLength(1)
    made.server.play({})
    expect((await made.run()).summary).toMatchObject({ outcome: 'done', credits: 0 })
    expect(made.server.submissions).toHaveLength(1)
  })
})

test('a restored clip that differs from the lockfile is reported', async () => {
  const made = await rendered()
  made.server.play({ onDownload: () => 'other-clip' })
  const { summary, events } = await made.run()
  expect(summary).toMatchObject({ outcome: 'done', credits: 0 })
  expect(events.filter((event) => event.event === 'run.warning')).toMatchObject([{ code: 'other-content' }])
  expect((await made.run()).summary.counts).toMatchObject({ cached: 1 })
})

describe('--frozen', () => {
  test('does not repeat a submission that may not have arrived', async () => {
    const made = await project({ manifest: ONE, onSubmit: () => 'drop-before' })
    await made.run()
    const sent = made.server.submissions.length
    await expect(made.run({ policy: { mayPay: false } })).rejects.toThrow(FrozenError)
    expect(made.server.submissions).toHaveLength(sent)
  })

  test('does not submit a job again whose task fails', async () => {
    const made = await project({ manifest: ONE.replace('20s', '1s'), onRead: () => 'working' })
    await made.run()
    made.server.play({ onRead: () => 'broken' })
    const { summary, events } = await made.run({ policy: { mayPay: false } })
    expect(summary.outcome).toBe('failed')
    expect(events.find((event) => event.event === 'job.blocked')).toMatchObject({ job: 'hero', reason: 'frozen' })
    expect(made.server.submissions).toHaveLength(1)
  })
})

describe('a URL that does not work', () => {
  test.each([
    ['is not there yet', { onRead: ({ reads }: { reads: number }) => (reads < 3 ? 'bare' : 'done') }],
    ['is refused as a bad request', { onDownload: (_: unknown, nth: number) => (nth === 0 ? 'stale' : 'ok') as 'stale' | 'ok' }],
  ])('and %s is requested again', async (_, script) => {
    const made = await project({ manifest: ONE, ...script })
    expect((await made.run()).summary).toMatchObject({ outcome: 'done' })
    expect(await made.read('renders/hero.mp4')).toEqual(CLIP)
    expect(made.server.submissions).toHaveLength(1)
  })

  test('and never works leaves the paid task, and the next run polls it again', async () => {
    const made = await project({ manifest: ONE, onRead: () => 'bare' })
    const told = { task_id: 'task-1', resumable: true, message: 'Tiny Video reports that the task succeeded, but gives no file' }
    const first = await made.run()
    expect(first.summary).toMatchObject({ outcome: 'failed', credits: 10 })
    expect(first.events.find((event) => event.event === 'job.failed')).toMatchObject(told)
    made.server.play({})
    expect((await made.run()).summary).toMatchObject({ outcome: 'done' })
    // It is not rendered again either if its file was on the disk before.
    await rm(join(made.path, 'renders/hero.mp4'))
    made.server.play({ onRead: () => 'bare' })
    expect((await made.run()).events.find((event) => event.event === 'job.failed')).toMatchObject(told)
    made.server.play({})
    expect((await made.run()).summary).toMatchObject({ outcome: 'done' })
    expect(await made.read('renders/hero.mp4')).toEqual(CLIP)
    expect(made.server.submissions).toHaveLength(1)
  })
})

test('a partial download starts from the beginning if the host has other content', async () => {
  const script = ['half', 'other-half', 'ok'] as const
  const made = await project({ manifest: ONE, onDownload: (_, nth) => script[nth] ?? 'ok' })
  expect((await made.run()).summary).toMatchObject({ outcome: 'done' })
  expect(await made.read('renders/hero.mp4')).toEqual(CLIP)
  expect(made.server.ranges).toEqual(['bytes=500-'])
})

describe('a task that has succeeded, and whose file was never downloaded', () => {
  const failing: readonly (readonly [string, (made: Project) => void])[] = [
    ['fails', ({ server }) => server.play({ onRead: () => 'broken', onDownload: () => 'gone' })],
    ['is refused', ({ server }) => server.play({ onRead: () => 'refused', onDownload: () => 'gone' })],
    ['is not known any more', forget],
  ]

  test.each(failing)('was charged: when it %s, the user decides whether to pay again', async (_, lose) => {
    const made = await project({ manifest: `budget: { credits: 25 }\n${ONE}`, onDownload: () => 'gone' })
    expect((await made.run()).events.find(({ event }) => event === 'job.failed')).toMatchObject({ resumable: true, task_id: 'task-1' })
    lose(made)
    for (let runs = 0; runs < 3; runs += 1) {
      const { summary, events } = await made.run()
      expect(summary).toMatchObject({ outcome: 'decision', credits: 0 })
      expect(events.find(({ event }) => event === 'job.uncertain')).toMatchObject({
        message: expect.stringContaining('rendered it as task task-1 and charged for it') as string,
      })
    }
    expect(made.server.submissions).toHaveLength(1)
    made.server.play({})
    expect((await made.run({ force: new Set(['hero']) })).summary).toMatchObject({ outcome: 'done', credits: 10 })
    // Both were paid: a third would exceed the budget.
    await expect(made.run({ force: new Set(['hero']) })).rejects.toThrow('budget')
  })

  test('also within one run', async () => {
    const script = ['done', 'broken'] as const
    let reads = 0
    const made = await project({ manifest: ONE, onRead: () => script[reads++] ?? 'broken', onDownload: () => 'gone' })
    expect((await made.run()).summary).toMatchObject({ outcome: 'decision', credits: 10 })
    expect((await made.run()).summary).toMatchObject({ outcome: 'decision', credits: 0 })
    expect(made.server.submissions).toHaveLength(1)
  })
})
