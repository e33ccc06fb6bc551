import { describe, expect, it } from 'vitest'
import * as ai302 from '../src/providers/302ai/index.gen.ts'
import { priceReader } from './price-reader.ts'

const priceOf = await priceReader(ai302.table)
const IMAGE = 'https://files.example/a.png'

/** Combinations that the price notes say are not offered. */
function isOffered(quality: string, duration: number, motion: string) {
  return !(motion === 'fast' && duration === 8 && ['720p', '1080p'].includes(quality))
}

const FACTORS = { '360p': 1, '540p': 1.5, '720p': 2, '1080p': 4 }

describe('0.1 PTC, times a factor for each of quality, length and motion', () => {
  const rows = Object.entries(FACTORS).flatMap(([quality, byQuality]) =>
    ([5, 8] as const).flatMap((duration) =>
      (['normal', 'fast'] as const)
        .filter((motion_mode) => isOffered(quality, duration, motion_mode))
        .map((motion_mode) => ({
          request: { quality, duration, motion_mode },
          amount: Number((0.1 * byQuality * (duration === 8 ? 2 : 1) * (motion_mode === 'fast' ? 2 : 1)).toFixed(6)),
        })),
    ),
  )

  it.each(rows)('$request costs $amount', ({ request, amount }) => {
    const base = { prompt: 'a fox', model: 'v4.5' }
    const expected = { amount, unit: 'PTC', usd: amount }
    expect(priceOf(ai302.textToVideo, { ...base, ...request })).toEqual(expected)
    expect(priceOf(ai302.imageToVideo, { ...base, ...request, image: IMAGE })).toEqual(expected)
    expect(priceOf(ai302.transition, { ...base, ...request, image: IMAGE, last_image: IMAGE })).toEqual(expected)
    expect(priceOf(ai302.fusion, { ...base, ...request, fusion: [IMAGE], duration: `${request.duration}s` })).toEqual(expected)
  })

  it('uses the defaults for absent fields', () => {
    expect(priceOf(ai302.textToVideo, { prompt: 'a fox', model: 'v4.5', quality: '720p' })).toMatchObject({ amount: 0.2 })
    expect(priceOf(ai302.fusion, { prompt: 'a fox', model: 'v5', quality: '540p', fusion: [IMAGE] })).toMatchObject({ amount: 0.15 })
  })
})

describe('a price that is not published is unknown', () => {
  it.each([
    ['no quality', ai302.textToVideo, { model: 'v4' }],
    ['10 s', ai302.textToVideo, { model: 'v5.5', quality: '540p', duration: 10 }],
    ['fast motion for 8 s at 720p', ai302.textToVideo, { model: 'v4', quality: '720p', duration: 8, motion_mode: 'fast' }],
    ['fast motion for 8 s at 1080p', ai302.imageToVideo, { model: 'v4', quality: '1080p', duration: 8, motion_mode: 'fast', image: IMAGE }],
    ['fast motion for 8s of fusion', ai302.fusion, { model: 'v5', quality: '720p', duration: '8s', motion_mode: 'fast', fusion: [IMAGE] }],
    ['audio', ai302.imageToVideo, { model: 'v5.5', quality: '540p', image: IMAGE, audio: 1 }],
    ['audio, by its other name', ai302.textToVideo, { model: 'v5.5', quality: '540p', generate_audio_switch: true }],
    ['several shots', ai302.textToVideo, { model: 'v5.5', quality: '540p', generate_multi_clip_switch: true }],
    ['the unified API', ai302.unifiedTextToVideo, { model: 'pixverse-v4', quality: '540p' }],
  ])('%s', (_, operation, request) => {
    expect(priceOf(operation, { prompt: 'a fox', ...request })).toHaveProperty('unknown')
  })
})
