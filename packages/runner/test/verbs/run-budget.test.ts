import { expect, test } from 'vitest'
import { plan } from '../../src/cli/verbs/begin/plan/plan.ts'
import { run } from '../../src/cli/verbs/render/run/run.ts'
import { OverBudgetError } from '../../src/errors/money-errors.ts'
import { type Project, project } from '../harness/project.ts'
import { runVerb } from './run-verb.ts'

function manifest(clips: number, budget: number) {
  return `budget: { credits: ${budget} }
jobs:
${Array.from({ length: clips }, (_, nth) => `  clip${nth}: { uses: text-to-video, with: { prompt: clip ${nth} } }`).join('\n')}
`
}

function render({ path, env }: Project, credits: number) {
  return runVerb(run, { cwd: path, env, options: { yes: true, json: true, budget: { credits } } })
}

test('--budget limits what this run spends, without the cost of earlier ones', async () => {
  const made = await project({ manifest: manifest(3, 100) })
  expect((await render(made, 30)).status).toBe(0)
  await made.manifest(manifest(4, 100))
  await expect(render(made, 9)).rejects.toThrow(
    "this run's budget of 9 credits: 0 credits are spent or reserved, and this costs 10 credits",
  )
  expect((await render(made, 10)).status).toBe(0)
  expect(made.server.submissions).toHaveLength(4)
})

test('--budget does not affect --only: nothing else is rendered', async () => {
  const made = await project({ manifest: manifest(3, 100) })
  const options = { yes: true, json: true, only: ['clip1'], budget: { credits: 100 } }
  expect((await runVerb(run, { cwd: made.path, env: made.env, options })).status).toBe(0)
  expect(made.server.submissions).toHaveLength(1)
})

test("a higher --budget replaces the manifest's own; a lower one does not", async () => {
  const made = await project({ manifest: manifest(3, 30) })
  expect((await render(made, 30)).status).toBe(0)
  await made.manifest(manifest(4, 30))
  await expect(render(made, 20)).rejects.toThrow(OverBudgetError)
  expect((await render(made, 31)).status).toBe(0)
  expect(made.server.submissions).toHaveLength(4)
})

const TWINS = `jobs:
  a: { uses: text-to-video, with: { prompt: a fox, seed: 7 } }
  b: { uses: text-to-video, with: { prompt: a fox, seed: 7 } }
  other: { uses: text-to-video, with: { prompt: a cup, seed: 7 } }
  a-long: { uses: extend, with: { source_video_id: "\${{ jobs.a.outputs.video_id }}", prompt: on } }
  b-long: { uses: extend, with: { source_video_id: "\${{ jobs.b.outputs.video_id }}", prompt: on } }
`

async function planned({ path, env }: Project) {
  const { stdout } = await runVerb(plan, { cwd: path, env, options: { json: true } })
  return JSON.parse(stdout) as { total: { credits: number }; to_submit: { credits: number }; jobs: { id: string; equal_to?: string }[] }
}

test('equal jobs are planned, limited and counted at what they are charged', async () => {
  const keyed = await project({ manifest: TWINS })
  const before = await planned(keyed)
  expect([before.total.credits, before.to_submit.credits]).toEqual([25, 25])
  expect(before.jobs.flatMap(({ id, equal_to }) => (equal_to === undefined ? [] : [`${id}=${equal_to}`]))).toEqual(['b=a', 'b-long=a-long'])
  expect((await runVerb(plan, { cwd: keyed.path, env: keyed.env })).stdout).toContain('charges once: b (as a), b-long (as a-long)')
  await expect(render(keyed, 24)).rejects.toThrow(OverBudgetError)
  const rendered = await render(keyed, 25)
  expect(rendered.status).toBe(0)
  expect(rendered.stdout).toContain('"credits":25')
  expect(keyed.server.tasks.size).toBe(3)
  const after = await planned(keyed)
  expect([after.total.credits, after.to_submit.credits]).toEqual([25, 0])

  const keyless = await project({ manifest: TWINS, idempotent: false })
  expect((await planned(keyless)).to_submit.credits).toBe(40)
  await expect(render(keyless, 39)).rejects.toThrow(OverBudgetError)
  expect((await render(keyless, 40)).status).toBe(0)
  expect(keyless.server.tasks.size).toBe(5)
})

test('if one of two equal jobs is refused, the cost of the other stays reserved', async () => {
  const made = await project({ manifest: `concurrency: 3\n${TWINS.replace(/ {2}a-long.*\n/, '').replace(/ {2}b-long.*\n/, '')}` })
  let isRefused = false
  made.server.play({
    onSubmit: ({ prompt }) => {
      if (prompt !== 'a fox' || isRefused) return 'ok'
      isRefused = true
      return 'refused'
    },
  })
  await render(made, 20)
  expect(made.server.tasks.size).toBe(2)
  expect((await render(made, 0)).status).toBe(0)
})

test('an equal job that is not submitted, because a file is in its way, does not pay for the other', async () => {
  const twins = TWINS.replace(/ {2}other[^]*$/, '').replace('seed: 7 } }', 'seed: 7 }, output: a.mp4 }')
  const made = await project({ manifest: twins, files: { 'renders/a.mp4': 'mine' } })
  await expect(render(made, 9)).rejects.toThrow(OverBudgetError)
  expect(made.server.submissions).toHaveLength(0)
  expect((await render(made, 10)).stdout).toContain('"credits":10')
})
