import { expect, test } from 'vitest'
import { call } from '../../src/cli/verbs/providers/call/call.ts'
import { folderWith, runVerb } from './run-verb.ts'

async function dryRun(...args: string[]) {
  return runVerb(call, { cwd: await folderWith({}), args, options: { dryRun: true } })
}

test.each([
  ['pixverse/swap-mask', ['--source_video_id', '7'], { credits: 2, unit: 'credit', usd: 0.02 }],
  ['pixverse/balance', [], { credits: 0, unit: 'credit', usd: 0 }],
  [
    'pixverse/restyle',
    ['--source_video_id', '7', '--restyle_prompt', 'x'],
    { unit: 'credit', why: 'it depends on the length of source_video_id' },
  ],
  ['pixverse/avatar', ['--img_id', '7', '--quality', '720p', '--audio_media_id', '8'], { why: "PixVerse's pages name no price for it" }],
  [
    'acedata/character',
    ['--images', 'https://example.com/1.png'],
    { unit: 'credit', why: 'Ace Data Cloud does not say whether making a character costs anything' },
  ],
  ['302ai/text-to-video', ['--prompt', 'a fox', '--model', 'v4.5', '--quality', '720p'], { credits: 0.2, unit: 'PTC', usd: 0.2 }],
])('%s %j shows its price, or that it has none', async (operation, fields, price) => {
  const { status, stdout } = await dryRun(operation, ...fields)
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ price })
})

test('an operation without a task is checked before it is sent, too', async () => {
  await expect(dryRun('pixverse/swap-mask')).rejects.toThrow(/give either source_video_id .* or video_media_id/)
  await expect(dryRun('pixverse/usage-detail', '--start_time', '2026-09-01 00:00:00', '--end_time', '2026-12-01 00:00:00')).rejects.toThrow(
    'end_time must be at most 30d after start_time',
  )
})

test.each([
  [
    '302ai/image-to-video',
    ['--model', 'v5.5', '--image', 'https://example.com/1.png', '--audio'],
    { image: 'https://example.com/1.png', audio: 1 },
  ],
  ['302ai/fusion', ['--model', 'v5', '--images', 'https://example.com/1.png', '--duration', '8'], { duration: '8s' }],
  [
    'acedata/transition',
    ['--model', 'v4', '--last-frame', 'https://example.com/2.png', '--first-frame', 'https://example.com/1.png'],
    { frame: ['https://example.com/1.png', 'https://example.com/2.png'] },
  ],
  [
    'pixverse/transition',
    ['--model', 'v5', '--duration', '5', '--quality', '540p', '--frames', '1', '--frames', '2'],
    { first_frame_img: 1, last_frame_img: 2 },
  ],
])('%s %j can be written with the common names of fields', async (operation, fields, request) => {
  const { stdout } = await dryRun(operation, '--prompt', 'x', ...fields)
  expect(JSON.parse(stdout)).toMatchObject({ request })
})

test('a field that is not accepted is refused with the reason', async () => {
  const words = ['--prompt', 'x', '--model', 'v5', '--duration', '5', '--quality', '540p', '--image', '7', '--aspect_ratio', '16:9']
  await expect(dryRun('pixverse/image-to-video', ...words)).rejects.toThrow("the clip has the picture's ratio")
  await expect(dryRun('pixverse/image-to-video', ...words, '--colour', 'red')).rejects.toThrow('has no field colour')
})

test('the request is shown as the provider would get it, without the API key', async () => {
  const cwd = await folderWith({})
  const args = ['302ai/image-to-video', '--model', 'v5.5', '--prompt', 'x', '--image', 'https://example.com/1.png']
  const { stdout } = await runVerb(call, { cwd, args, options: { dryRun: true }, env: { AI302_API_KEY: 'sk-very-secret' } })
  expect(JSON.parse(stdout)).toMatchObject({
    wire: {
      method: 'POST',
      url: expect.stringMatching(/^https:\/\/api\.302\.ai\//) as string,
      headers: { authorization: 'Bearer <AI302_API_KEY>', 'content-type': 'application/json' },
      body: { prompt: 'x', model: 'v5.5' },
    },
  })
  expect(stdout).not.toContain('secret')
})
