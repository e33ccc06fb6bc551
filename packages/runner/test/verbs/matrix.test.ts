import { expect, test } from 'vitest'
import { describe } from '../../src/cli/verbs/providers/describe/describe.ts'
import { folderWith, runVerb } from './run-verb.ts'

test('describe --matrix shows what each model of each operation offers', async () => {
  const { status, stdout } = await runVerb(describe, { cwd: await folderWith({}), args: ['pixverse'], options: { matrix: true } })
  expect(status).toBe(0)
  const lines = stdout.split('\n').map((line) => line.trim().split(/ {2,}/))
  const extend = lines.slice(lines.findIndex(([title]) => title === 'pixverse/extend') + 1)
  expect(extend.slice(0, 7)).toEqual([
    ['model', '360p', '540p', '720p', '1080p', 'generate_audio_switch', 'motion_mode fast'],
    ['v6', '1 to 15', '1 to 15', '1 to 15', '1 to 15', 'yes', '-'],
    ['v5.5', '5, 8, 10', '5, 8, 10', '5, 8, 10', '5, 8', 'yes', '5'],
    ['v5', '5, 8', '5, 8', '5, 8', '5, 8', 'no', '-'],
    ['v4.5', '5, 8', '5, 8', '5, 8', '5, 8', 'no', '5'],
    ['v4', '5, 8', '5, 8', '5, 8', '5, 8', 'no', '5'],
    ['v3.5', '5, 8', '5, 8', '5, 8', '5', 'no', '5'],
  ])
})

test('the description and the JSON of an operation contain its matrix', async () => {
  const cwd = await folderWith({})
  const text = await runVerb(describe, { cwd, args: ['pixverse/text-to-video'] })
  expect(text.stdout).toMatch(/Offers\n {2}model +360p/)
  const json = await runVerb(describe, { cwd, args: ['pixverse/text-to-video'], options: { json: true } })
  const { matrix } = JSON.parse(json.stdout) as { matrix: { models: { model: string; switches: Record<string, boolean> }[] } }
  const v55 = matrix.models.find(({ model }) => model === 'v5.5')
  expect(v55?.switches).toMatchObject({ camera_movement: false, generate_multi_clip_switch: true, sound_effect_switch: false })
})

test('works for any document, and says if no operation has a choice', async () => {
  const cwd = await folderWith({})
  const acme = new URL('../../../../examples/vendor/acme.openapi.yaml', import.meta.url).pathname
  const derived = await runVerb(describe, { cwd, args: ['acme'], options: { matrix: true, spec: acme } })
  expect(derived.stdout).toMatch(/feather {2}2 to 12 {2}2 to 12 {2}2 to 8/)
  const tiny = new URL('../fixtures/tiny.openapi.yaml', import.meta.url).pathname
  const none = await runVerb(describe, { cwd, args: ['tiny'], options: { matrix: true, spec: tiny } })
  expect(none.stdout).toBe('No operation of tiny has a choice of models and lengths.\n')
})
