import { expect, test } from 'vitest'
import { describe } from '../../src/cli/verbs/providers/describe/describe.ts'
import { folderWith, runVerb } from './run-verb.ts'

const MANIFEST = `version: 1
defaults: { provider: pixverse, with: { model: v4.5, quality: 540p, duration: 5, sound: loud } }
jobs:
  hero: { uses: text-to-video, with: { prompt: "\${{ vars.product }}", aspect_ratio: "21:9", negative_prompt: rain } }
`

test('describe --to shows how an operation moves to another provider', async () => {
  const { status, stdout } = await runVerb(describe, {
    cwd: await folderWith({}),
    args: ['pixverse/text-to-video'],
    options: { to: 'acedata' },
  })
  expect(status).toBe(0)
  expect(stdout).toContain('pixverse/text-to-video -> acedata/text-to-video')
  expect(stdout).toMatch(/duration +duration +not offered there: 1 to 4, 6, 7, 9 to 15/)
  expect(stdout).toMatch(/Not available there\n {2}- negative_prompt/)
})

test('--job rewrites a job of the manifest for the other provider', async () => {
  const cwd = await folderWith({ 'shotlist.yaml': MANIFEST })
  const options = { to: '302ai', job: 'hero' }
  const { stdout } = await runVerb(describe, { cwd, args: ['pixverse/text-to-video'], options })
  expect(stdout).toBe(`pixverse/text-to-video -> 302ai/text-to-video

uses: 302ai/text-to-video
with:
  model: v4.5
  quality: 540p
  duration: 5
  prompt: \${{ vars.product }}

Not available there
  - aspect_ratio: 21:9 is not offered (16:9, 9:16, 4:3, 3:4, 1:1) at 302ai
  - negative_prompt: 302ai/text-to-video has no such field
`)
  const json = await runVerb(describe, { cwd, args: ['pixverse/text-to-video'], options: { ...options, json: true } })
  expect(JSON.parse(json.stdout)).toMatchObject({
    to: '302ai/text-to-video',
    with: { model: 'v4.5' },
    left: [{ from: 'aspect_ratio' }, {}],
  })
})

test.each([
  [['pixverse/extend'], { to: '302ai' }, '302ai has no operation `extend`'],
  [['pixverse'], { to: '302ai' }, '--to needs an operation'],
  [['pixverse/extend'], { to: 'acedata', job: 'hero' }, 'the job `hero` uses text-to-video, not extend'],
  [['pixverse/extend'], { to: 'acedata', job: 'her' }, 'shotlist.yaml has no job `her`'],
  [['pixverse/extend'], { to: 'acedata', with: '[1]' }, '--with needs a JSON object of fields'],
  [['pixverse/extend'], { to: 'acedata', with: '{' }, '--with is not valid JSON'],
])('refuses %j %j', async (args, options, message) => {
  const cwd = await folderWith({ 'shotlist.yaml': MANIFEST })
  await expect(runVerb(describe, { cwd, args, options })).rejects.toThrow(message)
})
