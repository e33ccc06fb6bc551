import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { OverBudgetError } from '../src/errors/money-errors.ts'
import { begin } from './harness/command.ts'
import { planHere } from './harness/plan-here.ts'
import { project } from './harness/project.ts'

function clips(count: number): string {
  return `jobs:\n${Array.from({ length: count }, (_, nth) => `  clip${nth}: { uses: text-to-video, with: { prompt: clip ${nth} } }\n`).join('')}`
}

test('charges above the price list raise the expected price of later submissions', async () => {
  const { run, server } = await project({ manifest: `concurrency: 1\nbudget: { credits: 60 }\n${clips(5)}`, charges: 25 })
  const { summary, events } = await run()
  expect(summary).toMatchObject({ outcome: 'budget', credits: 50, unknown: 0, counts: { done: 2, waiting: 3 } })
  expect(server.submissions).toHaveLength(2)
  expect(events).toContainEqual(
    expect.objectContaining({ event: 'job.blocked', message: expect.stringContaining('this costs 25 credits') as string }),
  )
  // Earlier charges count in the next run.
  await run().catch(() => undefined)
  expect(server.submissions).toHaveLength(2)
})

test('charges above the price list in an earlier run are planned and reserved in the next', async () => {
  const made = await project({ manifest: `concurrency: 1\nbudget: { credits: 60 }\n${clips(3)}`, charges: 25 })
  expect((await made.run()).summary).toMatchObject({ outcome: 'budget', credits: 50 })
  const planned = async () => {
    const { code, stdout } = await begin(['plan', '--json'], { cwd: made.path, env: made.env }).finished
    return { code, budget: (JSON.parse(stdout) as { budget: unknown }).budget }
  }
  await made.manifest(`concurrency: 1\nbudget: { credits: 74 }\n${clips(3)}`)
  expect(await planned()).toMatchObject({ code: 3, budget: { ok: false, over: [{ unit: 'credits', cap: 74, needed: 75 }] } })
  await expect(made.run()).rejects.toThrow(OverBudgetError)
  expect(made.server.submissions).toHaveLength(2)
  await made.manifest(`concurrency: 1\nbudget: { credits: 75 }\n${clips(3)}`)
  expect(await planned()).toMatchObject({ code: 0, budget: { ok: true } })
  expect((await made.run()).summary).toMatchObject({ outcome: 'done', credits: 25 })
})

/** An operation that is priced by the length of its source. */
function bySource(document: string): string {
  return document.replace('          price: 5\n', '          price: { product: [2, { ceil: { seconds: source_video_id } }] }\n')
}

test('a price by the length of a future clip is known before its submission, and a cap applies to it', async () => {
  const chain = `  hero: { uses: text-to-video, with: { prompt: a glacier } }\n  more: { uses: extend, with: { source_video_id: "\${{ jobs.hero.outputs.video_id }}", prompt: on } }\n`
  const made = await project({ manifest: `budget: { credits: 19 }\njobs:\n${chain}` })
  await made.write('tiny.openapi.yaml', bySource(String(await made.read('tiny.openapi.yaml'))))
  const first = await made.run()
  // The clip lasts 5 s, which is known only from its file, and costs 2 credits a second.
  expect(first.summary).toMatchObject({ outcome: 'budget', credits: 10, counts: { done: 1, waiting: 1 } })
  expect(made.server.submissions).toHaveLength(1)
  await made.manifest(`budget: { credits: 20 }\njobs:\n${chain}`)
  expect((await made.run()).summary.outcome).toBe('done')
  expect(made.server.submissions).toHaveLength(2)
})

test("a submission without a response from an earlier run is repeated under this run's cap only", async () => {
  const made = await project({ manifest: clips(1), onSubmit: () => 'drop-before' })
  expect((await made.run()).summary.outcome).toBe('failed')
  made.server.play({})
  const asked = made.server.requests.length
  const plan = await planHere(join(made.path, 'shotlist.yaml'))
  const { summary, events } = await made.run({ plan: { ...plan, runBudget: { credits: 9 } } })
  expect(summary).toMatchObject({ outcome: 'budget', counts: { waiting: 1 } })
  expect(events).toContainEqual(expect.objectContaining({ event: 'job.blocked', reason: 'budget' }))
  expect(made.server.requests).toHaveLength(asked)
  expect((await made.run({ plan: { ...plan, runBudget: { credits: 10 } } })).summary).toMatchObject({ outcome: 'done', credits: 10 })
})

const takes = `jobs:\n${[0, 1, 2].map((nth) => `  alone${nth}: { uses: text-to-video, with: { prompt: clip ${nth} } }\n  two${nth}: { takes: 2, uses: text-to-video, with: { prompt: takes ${nth} } }\n`).join('')}`

const responses = fc.constantFrom('ok', 'full', 'broke', 'refused', 'hiccup', 'drop-before', 'drop-after')
const lives = fc.record({
  cap: fc.integer({ min: 1, max: 7 }),
  responses: fc.array(responses, { minLength: 1 }),
  fails: fc.array(fc.boolean(), { minLength: 1 }),
})

test('no mix of responses, failed tasks, retries, takes and later runs exceeds a cap', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async ({ cap, responses: given, fails }) => {
      const made = await project({
        manifest: `budget: { credits: ${cap * 10} }\n${takes}`,
        onSubmit: (_, nth) => given[nth % given.length] ?? 'ok',
        onRead: ({ id }) => (fails[Number(id.replace(/\D/g, '')) % fails.length] === true ? 'broken' : 'done'),
      })
      for (let nth = 0; nth < 3; nth += 1)
        await made.run().catch((error: unknown) => {
          if (!(error instanceof OverBudgetError)) throw error
        })
      const paid = [...made.server.tasks.values()].filter(({ id }) => fails[Number(id.replace(/\D/g, '')) % fails.length] !== true)
      expect(paid.length).toBeLessThanOrEqual(cap)
    }),
    { numRuns: 10 },
  )
})
