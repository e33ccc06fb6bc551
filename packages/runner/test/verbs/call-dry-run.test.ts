import { expect, test } from 'vitest'
import { call } from '../../src/cli/verbs/call.ts'
import { folderWith, runVerb } from './run-verb.ts'

const dryRun = async (...args: string[]) => runVerb(call, { cwd: await folderWith({}), args, options: { dryRun: true } })

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
])('%s %j tells its price, or that there is none', async (operation, fields, price) => {
  const { status, stdout } = await dryRun(operation, ...fields)
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ price })
})

test('what answers at once is checked before it is sent, too', async () => {
  await expect(dryRun('pixverse/swap-mask')).rejects.toThrow(/give either source_video_id .* or video_media_id/)
  await expect(dryRun('pixverse/usage-detail', '--start_time', '2026-09-01 00:00:00', '--end_time', '2026-12-01 00:00:00')).rejects.toThrow(
    'end_time must be at most 30d after start_time',
  )
})
