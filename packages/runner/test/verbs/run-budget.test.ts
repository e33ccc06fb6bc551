import { expect, test } from 'vitest'
import { run } from '../../src/cli/verbs/run/run.ts'
import { OverBudgetError } from '../../src/errors/money-errors.ts'
import { type Project, project } from '../harness/project.ts'
import { runVerb } from './run-verb.ts'

const manifest = (clips: number, budget: number) => `budget: { credits: ${budget} }
jobs:
${Array.from({ length: clips }, (_, nth) => `  clip${nth}: { uses: text-to-video, with: { prompt: clip ${nth} } }`).join('\n')}
`

const render = ({ path, env }: Project, credits: number) =>
  runVerb(run, { cwd: path, env, options: { yes: true, json: true, budget: { credits } } })

test('--budget is a cap on what this run spends, whatever earlier ones spent', async () => {
  const made = await project({ manifest: manifest(3, 100) })
  expect((await render(made, 30)).status).toBe(0)
  await made.manifest(manifest(4, 100))
  await expect(render(made, 9)).rejects.toThrow(
    "this run's budget of 9 credits: 0 credits are spent or reserved, and this takes 10 credits",
  )
  expect((await render(made, 10)).status).toBe(0)
  expect(made.server.submissions).toHaveLength(4)
})

test('--budget leaves --only as it is: nothing else is rendered', async () => {
  const made = await project({ manifest: manifest(3, 100) })
  const options = { yes: true, json: true, only: ['clip1'], budget: { credits: 100 } }
  expect((await runVerb(run, { cwd: made.path, env: made.env, options })).status).toBe(0)
  expect(made.server.submissions).toHaveLength(1)
})

test("a lower --budget does not lift the manifest's own; a higher one does", async () => {
  const made = await project({ manifest: manifest(3, 30) })
  expect((await render(made, 30)).status).toBe(0)
  await made.manifest(manifest(4, 30))
  await expect(render(made, 20)).rejects.toThrow(OverBudgetError)
  expect((await render(made, 31)).status).toBe(0)
  expect(made.server.submissions).toHaveLength(4)
})
