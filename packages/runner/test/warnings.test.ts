import { expect, test } from 'vitest'
import { project, type Result } from './harness/project.ts'

const TWO = 'jobs:\n  hero: { uses: text-to-video, with: { prompt: a glacier } }\n  cup: { uses: text-to-video, with: { prompt: a cup } }\n'

const warnings = ({ events }: Result, code: string): string[] =>
  events.flatMap((event) => (event.event === 'run.warning' && event.code === code ? [event.message] : []))

test('a task that a provider gives twice is told', async () => {
  const { run, server } = await project({ manifest: `concurrency: 1\n${TWO}`, onSubmit: (_, nth) => (nth === 0 ? 'ok' : 'same') })
  const result = await run()
  expect(result.summary.outcome).toBe('done')
  expect(warnings(result, 'task-shared')).toEqual([
    'tiny answered cup with task task-1, which it gave hero before: they have one clip between them',
  ])
  expect(server.tasks.size).toBe(1)
})

test('a task that a provider without keys gives twice is paid for twice', async () => {
  const { run } = await project({
    manifest: `concurrency: 1\n${TWO}`,
    idempotent: false,
    onSubmit: (_, nth) => (nth === 0 ? 'ok' : 'same'),
  })
  const result = await run()
  expect(warnings(result, 'task-shared')).toHaveLength(1)
  expect(result.summary).toMatchObject({ outcome: 'done', credits: 20 })
})

test('a clip of which nobody knows the price is not submitted under a cap, and told of where that is allowed', async () => {
  const { run, read, write, server } = await project({ manifest: `budget: { usd: 1 }\n${TWO}` })
  expect(warnings(await run(), 'budget-blind')).toEqual([])
  await write('tiny.openapi.yaml', String(await read('tiny.openapi.yaml')).replace(', usd: 0.01', ''))
  const again = { force: new Set(['hero', 'cup']) }
  await expect(run(again)).rejects.toThrow('nothing was submitted under the budget of $1.00: its price is not known (at hero)')
  expect(server.submissions).toHaveLength(2)
  const result = await run({ ...again, allowUnpriced: true })
  expect(warnings(result, 'budget-blind')).toEqual([
    'the budget does not hold back 2 clips of tiny: the price is not known, and counts when it is charged at the earliest',
  ])
})
