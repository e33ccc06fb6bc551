import { describe, expect, test } from 'vitest'
import { plan } from '../../src/cli/verbs/begin/plan/plan.ts'
import { rehearse } from '../../src/cli/verbs/begin/rehearse/rehearse.ts'
import { validate } from '../../src/cli/verbs/begin/validate/validate.ts'
import { call } from '../../src/cli/verbs/providers/call/call.ts'
import { folderWith, runVerb } from './run-verb.ts'

function manifest(model: string): string {
  return `version: 1
name: tomorrow
defaults: { provider: pixverse, with: { quality: 360p, duration: 1 } }
jobs:
  hero: { uses: text-to-video, with: { prompt: a glacier, aspect_ratio: "16:9", model: ${model} } }
`
}
const WARNING = 'model v9 is not among the known values'

describe('a model that the document does not know', () => {
  test.each([
    ['validate', validate, {}],
    ['plan', plan, {}],
    ['rehearse', rehearse, { yes: true, speed: 1000 }],
  ] as const)('%s: is warned of, and passes in silence with --allow-unknown', async (_name, verb, options) => {
    const cwd = await folderWith({ 'shotlist.yaml': manifest('v9') })
    const warned = await runVerb(verb, { cwd, options })
    expect(warned.status).toBe(0)
    expect(warned.stderr).toContain(WARNING)
    expect(warned.stderr).toContain('--allow-unknown')
    const silent = await runVerb(verb, { cwd, options: { ...options, allowUnknown: true } })
    expect(silent.status).toBe(0)
    expect(silent.stderr).not.toContain(WARNING)
  })

  test('call warns as well', async () => {
    const cwd = await folderWith({})
    const fields = ['--prompt', 'a fox', '--model', 'v9', '--quality', '360p', '--duration', '3', '--aspect_ratio', '16:9']
    const args = ['pixverse/text-to-video', ...fields]
    const warned = await runVerb(call, { cwd, args, options: { dryRun: true } })
    expect(warned.status).toBe(0)
    expect(warned.stderr).toContain(WARNING)
    expect(JSON.parse(warned.stdout)).toMatchObject({ request: { model: 'v9' } })
    const silent = await runVerb(call, { cwd, args, options: { dryRun: true, allowUnknown: true } })
    expect(silent.stderr).toBe('')
  })

  test('has an unknown price, not zero', async () => {
    const cwd = await folderWith({ 'shotlist.yaml': manifest('v9') })
    const { stdout } = await runVerb(plan, { cwd, options: { json: true, allowUnknown: true } })
    expect(JSON.parse(stdout)).toMatchObject({ total: { clips: 1, without_price: 1 } })
  })
})

test('a known model that an operation does not support is refused, without a warning that it is unknown', async () => {
  const extend = manifest('v5.6').replace('text-to-video', 'extend').replace('aspect_ratio: "16:9"', 'source_video_id: 7')
  const { status, stderr } = await runVerb(validate, { cwd: await folderWith({ 'shotlist.yaml': extend }) })
  expect(status).toBe(2)
  expect(stderr).toContain('v5.6 does not extend clips: use v6, or v5.5 and older')
  expect(stderr).not.toContain('among the known values')
})
