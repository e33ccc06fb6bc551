import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FrozenError } from '../src/errors/frozen-error.ts'
import type { RunOptions } from '../src/run/run-options.ts'
import { type Project, type ProjectOptions, project, storyOf } from './harness/project.ts'
import { CLIP } from './harness/tiny-server.ts'

const ONE = 'jobs:\n  hero: { uses: text-to-video, timeout: 20s, with: { prompt: a glacier }, output: hero.mp4 }\n'

/** A clip that was rendered, and whose file is nowhere but at the provider. */
async function rendered(options: Partial<ProjectOptions> = {}): Promise<Project> {
  const made = await project({ manifest: ONE, ...options })
  expect((await made.run()).summary.outcome).toBe('done')
  await rm(join(made.path, 'renders/hero.mp4'))
  return made
}

const forget = ({ server }: Project): void => (server.tasks as Map<string, unknown>).clear()

describe('a clip whose file is nowhere any more', () => {
  test('is rendered again once, and says that it is', async () => {
    const made = await rendered()
    forget(made)
    const result = await made.run()
    expect(result.summary).toMatchObject({ outcome: 'done', credits: 10 })
    expect(storyOf(result, 'hero')).toEqual(expect.arrayContaining(['job.retry', 'job.submitted', 'job.done']))
    expect(result.events.find((event) => event.event === 'job.retry')).toMatchObject({ class: 'not-found' })
    expect(made.server.submissions).toHaveLength(2)
  })

  test('is not rendered again and again where the file host gives out nothing', async () => {
    const made = await rendered()
    made.server.play({ onDownload: () => 'gone' })
    const result = await made.run()
    expect(result.events.find((event) => event.event === 'job.failed')).toMatchObject({ class: 'file', resumable: true, task_id: 'task-2' })
    expect(made.server.submissions).toHaveLength(2)
    made.server.play({})
    expect((await made.run()).summary).toMatchObject({ outcome: 'done' })
    expect(made.server.submissions).toHaveLength(2)
  })

  test('nor where the provider knows none of its own tasks', async () => {
    const made = await rendered()
    forget(made)
    // Every task is forgotten as soon as it is made.
    made.server.play({ beforeAnswer: async () => forget(made) })
    const result = await made.run()
    expect(storyOf(result, 'hero').at(-1)).toBe('job.uncertain')
    expect(made.server.submissions).toHaveLength(2)
  })

  const withoutPaying: readonly (readonly [string, Partial<RunOptions>, string])[] = [
    ['--frozen', { frozen: true }, 'failed'],
    ['pull', { pull: true }, 'failed'],
    ['somebody who is asked about money, and was not asked about this', { confirm: async () => true }, 'failed'],
  ]
  test.each(withoutPaying)('is not paid for a second time with %s', async (_, options, outcome) => {
    for (const lose of [
      forget,
      ({ server }: Project) => server.play({ onRead: () => 'broken' }),
      ({ server }: Project) => server.play({ onDownload: () => 'gone' }),
    ]) {
      const made = await rendered()
      lose(made)
      const { summary, events } = await made.run({ ...options })
      expect(summary.outcome).toBe(outcome)
      expect(events.find((event) => event.event === 'job.failed')).toMatchObject({
        resumable: true,
        hint: expect.stringContaining("shotlist run --force 'hero'") as string,
      })
      expect(made.server.submissions).toHaveLength(1)
    }
  })

  test('is not paid for because the provider refuses to tell of it', async () => {
    const made = await rendered({ onRead: ({ reads }) => (reads > 1 ? 'done' : 'working') })
    made.server.play({ onRead: () => 'forbidden' })
    const { summary, events } = await made.run()
    expect(summary.outcome).toBe('failed')
    expect(events.find((event) => event.event === 'job.failed')).toMatchObject({ class: 'forbidden', resumable: true })
    expect(made.server.submissions).toHaveLength(1)
    made.server.play({})
    expect((await made.run()).summary).toMatchObject({ outcome: 'done', credits: 0 })
    expect(made.server.submissions).toHaveLength(1)
  })
})

test('a clip that is had back, and is not what it was, is told of', async () => {
  const made = await rendered()
  made.server.play({ onDownload: () => 'other-clip' })
  const { summary, events } = await made.run()
  expect(summary).toMatchObject({ outcome: 'done', credits: 0 })
  expect(events.filter((event) => event.event === 'run.warning')).toMatchObject([{ code: 'other-content' }])
  expect((await made.run()).summary.counts).toMatchObject({ cached: 1 })
})

describe('--frozen', () => {
  test('does not repeat a submission that perhaps never arrived', async () => {
    const made = await project({ manifest: ONE, onSubmit: () => 'drop-before' })
    await made.run()
    const sent = made.server.submissions.length
    await expect(made.run({ frozen: true })).rejects.toThrow(FrozenError)
    expect(made.server.submissions).toHaveLength(sent)
  })

  test('does not submit what fails while it is waited for', async () => {
    const made = await project({ manifest: ONE.replace('20s', '1s'), onRead: () => 'working' })
    await made.run()
    made.server.play({ onRead: () => 'broken' })
    const { summary, events } = await made.run({ frozen: true })
    expect(summary.outcome).toBe('failed')
    expect(events.find((event) => event.event === 'job.blocked')).toMatchObject({ job: 'hero', reason: 'frozen' })
    expect(made.server.submissions).toHaveLength(1)
  })
})

describe('a URL that does not work', () => {
  test.each([
    ['is not there yet', { onRead: ({ reads }: { reads: number }) => (reads < 3 ? 'bare' : 'done') }],
    ['is refused as a bad request', { onDownload: (_: unknown, nth: number) => (nth === 0 ? 'stale' : 'ok') as 'stale' | 'ok' }],
  ])('and %s is asked for anew', async (_, script) => {
    const made = await project({ manifest: ONE, ...script })
    expect((await made.run()).summary).toMatchObject({ outcome: 'done' })
    expect(await made.read('renders/hero.mp4')).toEqual(CLIP)
    expect(made.server.submissions).toHaveLength(1)
  })

  test('and never comes leaves the paid task, and the next run asks for it again', async () => {
    const made = await project({ manifest: ONE, onRead: () => 'bare' })
    const first = await made.run()
    expect(first.events.find((event) => event.event === 'job.failed')).toMatchObject({ task_id: 'task-1', resumable: true })
    made.server.play({})
    expect((await made.run()).summary).toMatchObject({ outcome: 'done' })
    expect(await made.read('renders/hero.mp4')).toEqual(CLIP)
    expect(made.server.submissions).toHaveLength(1)
  })
})

test('a half download that the host would go on with otherwise begins anew', async () => {
  const script = ['half', 'other-half', 'ok'] as const
  const made = await project({ manifest: ONE, onDownload: (_, nth) => script[nth] ?? 'ok' })
  expect((await made.run()).summary).toMatchObject({ outcome: 'done' })
  expect(await made.read('renders/hero.mp4')).toEqual(CLIP)
  expect(made.server.ranges).toEqual(['bytes=500-'])
})
