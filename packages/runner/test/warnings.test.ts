import { describe, expect, test } from 'vitest'
import { resolve } from '../src/cli/verbs/render/resolve/resolve.ts'
import { project, type Result } from './harness/project.ts'
import type { TinyScript } from './harness/tiny-server.ts'
import { runVerb } from './verbs/run-verb.ts'

const TWO =
  'jobs:\n  hero: { uses: text-to-video, with: { prompt: a glacier, seed: 7 } }\n  cup: { uses: text-to-video, with: { prompt: a cup, seed: 7 } }\n'

function warnings({ events }: Result, code: string): string[] {
  return events.flatMap((event) => (event.event === 'run.warning' && event.code === code ? [event.message] : []))
}

/** The response to the cup's submission names the hero's task, after the hero's was accepted. */
function sameTask(): TinyScript {
  const taken = Promise.withResolvers<'same'>()
  return {
    onSubmit: ({ prompt }) => (prompt === 'a cup' ? taken.promise : 'ok'),
    onRead: ({ reads }) => {
      taken.resolve('same')
      return reads >= 2 ? 'done' : 'working'
    },
  }
}
const SHARED = 'tiny returned task task-1 for cup, which it had returned for hero before'

describe.each([true, false])('one task for two different requests (keys honoured: %s)', (idempotent) => {
  test.each([
    ['one after the other', 1],
    ['at once', 2],
  ])('leaves the second to the user: %s', async (_, concurrency) => {
    const made = await project({ manifest: `concurrency: ${concurrency}\n${TWO}`, idempotent, ...sameTask() })
    const result = await made.run()
    expect(result.summary).toMatchObject({ outcome: 'decision', counts: { done: 1, uncertain: 1 }, credits: 20 })
    expect(warnings(result, 'task-shared')).toEqual([`${SHARED}: its clip may belong to either`])
    for (let runs = 0; runs < 2; runs += 1) {
      const again = await made.run()
      expect(again.events.find(({ event }) => event === 'job.uncertain')).toMatchObject({
        job: 'cup',
        message: expect.stringContaining('returned task task-1 for cup') as string,
        hint: expect.stringContaining('shotlist resolve cup --task-id task-1') as string,
      })
    }
    expect(made.server.submissions).toHaveLength(2)
    const shown = await runVerb(resolve, { cwd: made.path, env: made.env })
    expect(shown.stdout).toContain('shotlist resolve cup --task-id task-1   returned for this and another submission')
    await runVerb(resolve, { args: ['cup'], options: { taskId: 'task-1' }, cwd: made.path, env: made.env })
    expect((await made.run()).summary).toMatchObject({ outcome: 'done', credits: 0 })
    expect(made.server.submissions).toHaveLength(2)
  })

  test('leaves the later job to the user if the first has ended and both files are equal', async () => {
    const made = await project({ manifest: TWO.replace(/ {2}cup.*\n/, ''), idempotent })
    await made.run()
    made.server.play({ honoursKeys: idempotent, onSubmit: () => 'same' })
    await made.manifest(TWO)
    const result = await made.run()
    expect(result.summary).toMatchObject({ outcome: 'decision', counts: { cached: 1, uncertain: 1 }, credits: 10 })
    expect(warnings(result, 'task-shared')).toContain(`${SHARED}: its clip may belong to either`)
    await runVerb(resolve, { args: ['cup'], options: { taskId: 'task-1' }, cwd: made.path, env: made.env })
    expect((await made.run()).summary.outcome).toBe('done')
  })
})

test('a task that a provider without keys returns twice for the same request is the clip of both, and counts twice', async () => {
  const manifest = `concurrency: 1\n${TWO.replace('a cup', 'a glacier')}`
  const { run } = await project({ manifest, idempotent: false, onSubmit: (_, nth) => (nth === 0 ? 'ok' : 'same') })
  const result = await run()
  expect(warnings(result, 'task-shared')).toEqual([`${SHARED}: both get the same clip`])
  expect(result.summary).toMatchObject({ outcome: 'done', credits: 20 })
})

test('a clip of unknown price is not submitted under a cap, and reported if it is allowed', async () => {
  const { run, read, write, server } = await project({ manifest: `budget: { usd: 1 }\n${TWO}` })
  expect(warnings(await run(), 'budget-blind')).toEqual([])
  await write('tiny.openapi.yaml', String(await read('tiny.openapi.yaml')).replace(', usd: 0.01', ''))
  const again = { force: new Set(['hero', 'cup']) }
  await expect(run(again)).rejects.toThrow('nothing was submitted under the budget of $1.00: the price is not known (at hero)')
  expect(server.submissions).toHaveLength(2)
  const result = await run({ ...again, allowUnpriced: true })
  expect(warnings(result, 'budget-blind')).toEqual([
    'the budget cannot limit 2 clips of tiny: the price is not known, and counts only when the provider charges it',
  ])
})
