import { defined } from '@shotlist/codegen/defined'
import { expect, test } from 'vitest'
import { run } from '../../src/cli/verbs/render/run/run.ts'
import { UsageError } from '../../src/errors/input-errors.ts'
import { type Project, project } from '../harness/project.ts'
import { jobs } from './rendering.ts'
import { runVerb } from './run-verb.ts'

function render({ path, env }: Project, options = {}, ask?: () => Promise<boolean>) {
  return runVerb(run, { cwd: path, env, options, ...defined({ ask }) })
}

test('without a terminal a run that would spend needs --yes or --budget, and sends nothing before', async () => {
  const made = await project({ manifest: `budget: { credits: 100 }\n${jobs()}` })
  for (const options of [{}, { json: true }]) await expect(render(made, options)).rejects.toThrow(UsageError)
  await expect(render(made)).rejects.toThrow(
    'this would render 3 clips for about 25 credits ($0.25), and there is no terminal to ask on; nothing was sent',
  )
  // With events on stdout, the command does not ask on a terminal either.
  await expect(render(made, { json: true }, async () => true)).rejects.toThrow(UsageError)
  expect(made.server.requests).toEqual([])
  expect((await render(made, { budget: { credits: 25 } })).status).toBe(0)
  expect(made.server.submissions).toHaveLength(3)
})

test('a run that costs nothing needs neither option', async () => {
  const made = await project({ manifest: jobs() })
  expect((await render(made, { yes: true })).status).toBe(0)
  expect((await render(made)).status).toBe(0)
  expect((await render(made, { json: true })).status).toBe(0)
  expect(made.server.submissions).toHaveLength(3)
})
