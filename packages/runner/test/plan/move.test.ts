import { describe, expect, test } from 'vitest'
import { loadShipped } from '../../src/manifest/catalog/shipped.ts'
import { moveFields } from '../../src/plan/move/move-fields.ts'
import { moveRequest } from '../../src/plan/move/move-request.ts'
import type { Side } from '../../src/plan/move/side.ts'

function at(name: string): Side {
  const [provider = '', operation = ''] = name.split('/')
  const model = loadShipped(provider)
  if (model === undefined) throw new Error(`no provider ${provider}`)
  return { provider, model, operation }
}

function move(from: string, to: string, input: Readonly<Record<string, unknown>>) {
  return moveRequest(at(from), at(to), input)
}

describe('a moved request is valid at the other provider', () => {
  test.each([
    [
      'pixverse/text-to-video',
      'acedata/text-to-video',
      { prompt: 'a fox', model: 'v4.5', aspect_ratio: '16:9', duration: 5, quality: '540p', motion_mode: 'fast', seed: 7, style: 'anime' },
      { prompt: 'a fox', model: 'v4.5', aspect_ratio: '16:9', duration: 5, quality: '540p', motion: 'fast', seed: 7, style: 'anime' },
    ],
    [
      'acedata/image-to-video',
      'pixverse/image-to-video',
      { prompt: 'it turns', model: 'v4.5', image_url: 'https://a.example/1.png', duration: 8, quality: '720p' },
      { prompt: 'it turns', model: 'v4.5', img_id: { url: 'https://a.example/1.png' }, duration: 8, quality: '720p' },
    ],
    [
      'pixverse/transition',
      'acedata/transition',
      {
        prompt: 'dawn',
        model: 'v4',
        first_frame_img: { url: 'https://a.example/1.png' },
        last_frame_img: { url: 'https://a.example/2.png' },
        duration: 5,
        quality: '540p',
      },
      { prompt: 'dawn', model: 'v4', frame: ['https://a.example/1.png', 'https://a.example/2.png'], duration: 5, quality: '540p' },
    ],
    [
      'acedata/transition',
      '302ai/transition',
      { prompt: 'dawn', model: 'v4', frame: ['https://a.example/1.png', 'https://a.example/2.png'], duration: 5, quality: '540p' },
      {
        prompt: 'dawn',
        model: 'v4',
        image: 'https://a.example/1.png',
        last_image: 'https://a.example/2.png',
        duration: 5,
        quality: '540p',
      },
    ],
    [
      '302ai/image-to-video',
      'pixverse/image-to-video',
      { prompt: 'it turns', model: 'v5.5', image: 'https://a.example/1.png', duration: 10, quality: '720p', audio: 1 },
      {
        prompt: 'it turns',
        model: 'v5.5',
        img_id: { url: 'https://a.example/1.png' },
        duration: 10,
        quality: '720p',
        generate_audio_switch: true,
      },
    ],
    [
      'pixverse/text-to-video',
      '302ai/text-to-video',
      { prompt: '${{ vars.product }}', model: 'v4.5', aspect_ratio: '9:16', duration: 8, quality: '540p', sound_effect_switch: true },
      { prompt: '${{ vars.product }}', model: 'v4.5', ratio: '9:16', duration: 8, quality: '540p', sound_effect_switch: 1 },
    ],
    [
      'pixverse/extend',
      'acedata/extend',
      { source_video_id: '${{ jobs.hero.outputs.video_id }}', prompt: 'it goes on', model: 'v4.5', duration: 5, quality: '540p' },
      { video_id: '${{ jobs.hero.outputs.video_id }}', prompt: 'it goes on', model: 'v4.5', duration: 5, quality: '540p' },
    ],
    // By canonical names too, with a file in a field with an upload.
    [
      'pixverse/image-to-video',
      'pixverse/image-to-video',
      { image: { file: 'cup.png' }, prompt: 'it turns', model: 'v4.5', duration: 5, quality: '540p' },
      { img_id: { file: 'cup.png' }, prompt: 'it turns', model: 'v4.5', duration: 5, quality: '540p' },
    ],
  ])('%s -> %s %o', (from, to, input, expected) => {
    const { with: fields, left, problems } = move(from, to, input)
    expect(fields).toEqual(expected)
    expect(left).toEqual([])
    expect(problems).toEqual([])
  })
})

test('a field that cannot move is listed with the reason', () => {
  const input = {
    source_video_id: 328545151283013,
    prompt: 'it goes on',
    model: 'v6',
    duration: 12,
    quality: '720p',
    negative_prompt: 'rain',
    generate_audio_switch: false,
  }
  const { with: fields, left, moved, problems } = move('pixverse/extend', 'acedata/extend', input)
  expect(left).toEqual([
    { from: 'source_video_id', why: 'it belongs to pixverse' },
    { from: 'duration', why: '12 is not offered (5, 8) at acedata' },
    { from: 'negative_prompt', why: 'acedata/extend has no such field' },
  ])
  expect(fields).toEqual({ prompt: 'it goes on', model: 'v6', quality: '720p' })
  expect(moved.find(({ from }) => from === 'model')).toEqual({
    from: 'model',
    to: 'model',
    note: 'v6 is not in the list of known values of acedata',
  })
  expect(problems).toEqual(['video_id is required'])
})

test.each([
  [{ file: 'cup.png' }, 'acedata accepts only a public URL, and a file on this machine has none'],
  [317982208110208, 'an upload belongs to pixverse: give the file or its URL in place of the id'],
])('an image given as %j cannot move to a provider without uploads', (img_id, why) => {
  expect(move('pixverse/image-to-video', 'acedata/image-to-video', { img_id }).left).toEqual([{ from: 'img_id', why }])
})

test("the result is checked by the other provider's rules", () => {
  const input = { prompt: 'a fox', model: 'v4.5', duration: 8, quality: '540p', motion: 'fast', aspect_ratio: '16:9' }
  expect(move('acedata/text-to-video', 'pixverse/text-to-video', input).problems).toEqual([
    'motion_mode fast needs duration 5, not 8: use 5, or normal',
  ])
})

test('without a request, every field is listed with its name there and its lost values', () => {
  const moves = moveFields(at('pixverse/image-to-video'), at('acedata/image-to-video'))
  expect(moves.find(({ from }) => from === 'img_id')).toEqual({
    from: 'img_id',
    to: ['image_url'],
    lost: [],
    note: 'accepts only a public URL there: no files, no uploads',
  })
  expect(moves.find(({ from }) => from === 'model')?.lost).toEqual(['v6', 'c1', 'v5.6', 'v5.5', 'v5'])
  expect(moves.find(({ from }) => from === 'negative_prompt')?.to).toEqual([])
  const frames = moveFields(at('acedata/transition'), at('pixverse/transition')).find(({ from }) => from === 'frame')
  expect(frames?.to).toEqual(['first_frame_img', 'last_frame_img'])
  const composed = moveFields(at('pixverse/transition'), at('acedata/transition'))
  expect(composed.slice(0, 2).map(({ to }) => to)).toEqual([['frame[0]'], ['frame[1]']])
})

test.each(['text-to-video', 'image-to-video', 'transition', 'extend'])(
  'every field of %s has a canonical name or is its provider’s own',
  (name) => {
    const old = ['water_mark', 'play_bgm', 'sound_mode']
    const own = new Set(['video_media_id', 'webhook_id', 'lip_sync_tts_switch', 'motion_strength', 'motion_scale', 'Lang', ...old])
    for (const provider of ['pixverse', 'acedata', '302ai']) {
      const fields = at(`${provider}/${name}`).model.operations[name]?.fields ?? []
      expect(fields.filter((field) => field.canonical === undefined && !own.has(field.name)).map((field) => field.name)).toEqual([])
    }
  },
)
