import { describe, expect, it } from 'vitest'
import * as pixverse from '../src/providers/pixverse/index.gen.ts'
import type { Operation } from '../src/runtime.ts'
import { priceReader } from './price-reader.ts'

type AnyOperation = Pick<Operation, 'name'>
type Fields = Readonly<Record<string, unknown>>
type Row = readonly [request: Fields, credits: number]

const priceOf = await priceReader(pixverse.table)
const QUALITIES = ['360p', '540p', '720p', '1080p'] as const

function costs(operation: AnyOperation, base: Fields, rows: readonly Row[]) {
  it.each(rows)(`${operation.name} %o costs %d`, (request, credits) => {
    expect(priceOf(operation, { ...base, ...request })).toMatchObject({ amount: credits, unit: 'credit' })
  })
}

/** Rows of a table with a column for each quality; `undefined` if the table has no price. */
function byQuality(request: Fields, credits: readonly (number | undefined)[]): Row[] {
  return QUALITIES.flatMap((quality, column): Row[] => {
    const amount = credits[column]
    return amount === undefined ? [] : [[{ ...request, quality }, amount]]
  })
}

const BASE = {
  text: { prompt: 'a glacier', aspect_ratio: '16:9' },
  image: { prompt: 'it turns', img_id: 317982208110208 },
  transition: { prompt: 'it opens', first_frame_img: 317982208110208, last_frame_img: 318014637482113 },
  extend: { prompt: 'it goes on', source_video_id: 328545151283013 },
  fusion: { prompt: '@dog runs', aspect_ratio: '16:9', image_references: [{ type: 'subject', img_id: 317982208110208, ref_name: 'dog' }] },
}

/** Single shots without sound: the rows that all these operations share, in the order of the price page. */
const silent: Readonly<Record<string, readonly Row[]>> = {
  v6: [
    ...byQuality({ model: 'v6', duration: 1 }, [5, 7, 9, 18]),
    ...byQuality({ model: 'v6', duration: 5 }, [25, 35, 45, 90]),
    ...byQuality({ model: 'v6', duration: 15 }, [75, 105, 135, 270]),
  ],
  'v5.5': [
    ...byQuality({ model: 'v5.5', duration: 5 }, [45, 45, 60, 120]),
    ...byQuality({ model: 'v5.5', duration: 8 }, [90, 90, 120, 240]),
    ...byQuality({ model: 'v5.5', duration: 10 }, [99, 99, 132, undefined]),
  ],
  v5: [...byQuality({ model: 'v5', duration: 5 }, [45, 45, 60, 120]), ...byQuality({ model: 'v5', duration: 8 }, [90, 90, 120, 240])],
  'v4.5': [
    ...byQuality({ model: 'v4.5', duration: 5 }, [45, 45, 60, 120]),
    ...byQuality({ model: 'v4.5', duration: 8 }, [90, 90, 120, undefined]),
  ],
}

/** The same for models without extend. */
const silentNotExtended: Readonly<Record<string, readonly Row[]>> = {
  c1: [
    ...byQuality({ model: 'c1', duration: 1 }, [6, 8, 10, 19]),
    ...byQuality({ model: 'c1', duration: 5 }, [30, 40, 50, 95]),
    ...byQuality({ model: 'c1', duration: 15 }, [90, 120, 150, 285]),
  ],
  'v5.6': [
    ...byQuality({ model: 'v5.6', duration: 5 }, [35, 35, 45, 75]),
    ...byQuality({ model: 'v5.6', duration: 8 }, [70, 70, 90, 150]),
    ...byQuality({ model: 'v5.6', duration: 10 }, [77, 77, 99, undefined]),
  ],
}

/** v3.5 and v4, priced as v4.5, and motion_mode fast, which v5 and newer do not have. */
const older: readonly Row[] = [
  ...byQuality({ model: 'v3.5', duration: 5 }, [45, 45, 60, 120]),
  ...byQuality({ model: 'v3.5', duration: 8 }, [90, 90, 120, undefined]),
  ...byQuality({ model: 'v4', duration: 5 }, [45, 45, 60, 120]),
  ...byQuality({ model: 'v4', duration: 8 }, [90, 90, 120, undefined]),
  ...['v3.5', 'v4', 'v4.5'].flatMap((model) => byQuality({ model, duration: 5, motion_mode: 'fast' }, [90, 90, 120, undefined])),
]

const AUDIO = { generate_audio_switch: true }
const perSecondWithAudio: readonly Row[] = [
  ...byQuality({ model: 'v6', duration: 1, ...AUDIO }, [7, 9, 12, 23]),
  ...byQuality({ model: 'v6', duration: 10, ...AUDIO }, [70, 90, 120, 230]),
  ...byQuality({ model: 'c1', duration: 1, ...AUDIO }, [8, 10, 13, 24]),
  ...byQuality({ model: 'c1', duration: 10, ...AUDIO }, [80, 100, 130, 240]),
]
const v56WithAudio: readonly Row[] = [
  ...byQuality({ model: 'v5.6', duration: 5, ...AUDIO }, [80, 90, 80, 150]),
  ...byQuality({ model: 'v5.6', duration: 8, ...AUDIO }, [115, 115, 135, 195]),
  ...byQuality({ model: 'v5.6', duration: 10, ...AUDIO }, [122, 122, 144, undefined]),
]
const v55WithAudio: readonly Row[] = [
  ...byQuality({ model: 'v5.5', duration: 5, ...AUDIO }, [55, 55, 70, 130]),
  ...byQuality({ model: 'v5.5', duration: 8, ...AUDIO }, [100, 100, 130, 250]),
  ...byQuality({ model: 'v5.5', duration: 10, ...AUDIO }, [109, 109, 142, undefined]),
]
const CLIPS = { generate_multi_clip_switch: true }
const severalShots: readonly Row[] = [
  ...byQuality({ model: 'v5.5', duration: 5, ...CLIPS }, [75, 75, 90, 150]),
  ...byQuality({ model: 'v5.5', duration: 8, ...CLIPS }, [120, 120, 150, 270]),
  ...byQuality({ model: 'v5.5', duration: 10, ...CLIPS }, [129, 129, 162, undefined]),
  ...byQuality({ model: 'v5.5', duration: 5, ...CLIPS, ...AUDIO }, [85, 85, 100, 160]),
  ...byQuality({ model: 'v5.5', duration: 8, ...CLIPS, ...AUDIO }, [130, 130, 160, 280]),
  ...byQuality({ model: 'v5.5', duration: 10, ...CLIPS, ...AUDIO }, [139, 139, 172, undefined]),
  // v6 has no surcharge for several shots.
  ...byQuality({ model: 'v6', duration: 5, ...CLIPS }, [25, 35, 45, 90]),
  ...byQuality({ model: 'v6', duration: 5, ...CLIPS, ...AUDIO }, [35, 45, 60, 115]),
]

const shared = Object.values(silent).flat()
const withoutExtend = Object.values(silentNotExtended).flat()

describe('clips', () => {
  for (const [operation, fields] of [
    [pixverse.textToVideo, BASE.text],
    [pixverse.imageToVideo, BASE.image],
  ] as const) {
    costs(operation, fields, [
      ...shared,
      ...withoutExtend,
      ...older,
      ...perSecondWithAudio,
      ...v56WithAudio,
      ...v55WithAudio,
      ...severalShots,
    ])
  }
  costs(pixverse.transition, BASE.transition, [
    ...shared,
    ...withoutExtend,
    ...older,
    ...perSecondWithAudio,
    ...v56WithAudio,
    ...v55WithAudio,
  ])
  costs(pixverse.extend, BASE.extend, [...shared, ...older, ...perSecondWithAudio.filter(([{ model }]) => model === 'v6'), ...v55WithAudio])

  it('are priced in USD as well', () => {
    expect(priceOf(pixverse.textToVideo, { ...BASE.text, model: 'v6', duration: 5, quality: '720p' })).toEqual({
      amount: 45,
      unit: 'credit',
      usd: 0.45,
    })
  })
})

describe('fusion', () => {
  costs(pixverse.fusion, BASE.fusion, [
    ...shared,
    ...withoutExtend,
    ...perSecondWithAudio,
    // The table for fusion has 80 for 5 s at 540p, where the main table has 90.
    ...v56WithAudio.map(([request, credits]): Row => [request, request['quality'] === '540p' && request['duration'] === 5 ? 80 : credits]),
  ])
  // Where the length of the clips is not known, their limit counts: 15 s.
  const clips = { reference_mode: 'omni', duration: 0, video_references: [{ ref_name: 'video1', video_media_id: 405833376854443 }] }
  costs(pixverse.fusion, { ...BASE.fusion, model: 'v6', ...clips }, [
    ...byQuality({}, [150, 210, 270, 540]),
    ...byQuality(AUDIO, [210, 270, 360, 690]),
  ])

  it('with clips costs twice as much for their seconds', () => {
    const request = { ...BASE.fusion, model: 'v6', quality: '720p', ...clips }
    const estimate = (seconds: number) => priceOf(pixverse.fusion, request, { video_references: seconds })
    expect([estimate(5).amount, estimate(15).amount, estimate(40).amount]).toEqual([90, 270, 270])
  })
})

describe('sound effects and speech beside a clip', () => {
  const v5 = { model: 'v5', quality: '540p' }
  costs(pixverse.textToVideo, { ...BASE.text, ...v5 }, [
    [{ duration: 5, sound_effect_switch: true }, 55],
    [{ duration: 8, sound_effect_switch: true }, 110],
    [{ duration: 5, lip_sync_tts_switch: true, lip_sync_tts_content: 'fifteen bytes..', lip_sync_tts_speaker_id: '7' }, 49],
    [{ duration: 5, lip_sync_tts_switch: true, lip_sync_tts_content: 'sixteen bytes...', lip_sync_tts_speaker_id: '7' }, 53],
    [{ duration: 5, sound_effect_switch: true, lip_sync_tts_switch: true, lip_sync_tts_content: 'hi', lip_sync_tts_speaker_id: '7' }, 59],
  ])
})

describe('operations on a clip are priced by its length', () => {
  const source = { source_video_id: 328545151283013 }
  const uploaded = { video_media_id: 405833376854443 }
  it.each([
    ['restyle', pixverse.restyle, { restyle_prompt: 'pencil' }, 10],
    ['upscale', pixverse.upscale, {}, 5],
    ['sound-effect', pixverse.soundEffect, {}, 2],
    ['mimic 360p', pixverse.mimic, { img_id: 1, quality: '360p' }, 9],
    ['mimic 540p', pixverse.mimic, { img_id: 1, quality: '540p' }, 10],
    ['mimic 720p', pixverse.mimic, { img_id: 1, quality: '720p' }, 12],
  ] as const)('%s', (_name, operation, fields, perSecond) => {
    expect(priceOf(operation, { ...source, ...fields }, { source_video_id: 5 })).toMatchObject({ amount: 5 * perSecond })
    expect(priceOf(operation, { ...uploaded, ...fields }, { video_media_id: 7.2 })).toMatchObject({ amount: 8 * perSecond })
    expect(priceOf(operation, { ...source, ...fields })).toEqual({ unknown: expect.stringContaining('source_video_id') })
  })
})

describe('other prices', () => {
  const source = { source_video_id: 328545151283013 }
  const song = { mv_agent_type: 'vibe_mv', audio_media_id: 405833376854444, aspect_ratio: '16:9' }

  it('lip sync costs 4 for every second of sound begun', () => {
    const request = { ...source, audio_media_id: 405833376854444 }
    expect(priceOf(pixverse.lipSync, request, { audio_media_id: 5 })).toMatchObject({ amount: 20 })
    expect(priceOf(pixverse.lipSync, request, { audio_media_id: 5.01 })).toMatchObject({ amount: 24 })
  })

  it.each([
    ['a', 4],
    ['fifteen bytes..', 4],
    ['sixteen bytes...', 8],
    // Six characters, eighteen bytes.
    ['冰川上的日出', 8],
  ])('lip sync of the text %s costs %d', (text, credits) => {
    const request = { ...source, lip_sync_tts_speaker_id: '7', lip_sync_tts_content: text }
    expect(priceOf(pixverse.lipSync, request)).toMatchObject({ amount: credits })
  })

  it('a swap mask costs 2', () => {
    expect(priceOf(pixverse.swapMask, source)).toMatchObject({ amount: 2 })
  })

  it('a music video costs 15 a second at 720p and 22.5 at 1080p, rounded up', () => {
    expect(priceOf(pixverse.musicMv, { ...song, quality: '720p' }, { audio_media_id: 61 })).toMatchObject({ amount: 915 })
    expect(priceOf(pixverse.musicMv, { ...song, quality: '1080p' }, { audio_media_id: 61 })).toMatchObject({ amount: 1373 })
  })
})

describe('an unpublished price is reported as such', () => {
  const image = 317982208110208
  it.each([
    ['template', pixverse.template, { ...BASE.image, template_id: 302325299692608, model: 'v4.5', duration: 5, quality: '540p' }],
    ['a template in text-to-video', pixverse.textToVideo, { ...BASE.text, template_id: 1, model: 'v4.5', duration: 5, quality: '540p' }],
    ['8 s at 1080p with v4.5', pixverse.textToVideo, { ...BASE.text, model: 'v4.5', duration: 8, quality: '1080p' }],
    ['fast with v5.6', pixverse.textToVideo, { ...BASE.text, model: 'v5.6', duration: 5, quality: '540p', motion_mode: 'fast' }],
    ['a model of tomorrow', pixverse.textToVideo, { ...BASE.text, model: 'v9', duration: 5, quality: '540p' }],
    [
      'multi-transition',
      pixverse.multiTransition,
      { multi_transition: [{ img_id: image, duration: 5 }, { img_id: image }], model: 'v5', quality: '540p' },
    ],
    ['swap', pixverse.swap, { source_video_id: 1, keyframe_id: 1, mask_id: '0', img_id: image, quality: '540p' }],
    ['modify', pixverse.modify, { source_video_id: 1, prompt: 'replace it', quality: '540p' }],
    ['image-template', pixverse.imageTemplate, { template_id: 402331965264704, img_ids: [image] }],
    ['avatar', pixverse.avatar, { img_id: image, quality: '720p', audio_media_id: 1 }],
    [
      'viral-recreation',
      pixverse.viralRecreation,
      {
        prompt: 'like this, with my shoe',
        img_references: [{ img_url: 'https://example.com/1.png' }],
        video_references: [{ video_url: 'https://example.com/1.mp4' }],
        quality: '720p',
        aspect_ratio: '9:16',
      },
    ],
    ['real-estate-tour', pixverse.realEstateTour, { model: 'pro', product_url: 'https://example.com/17' }],
  ] as const)('%s', (_name, operation, request) => {
    const estimate = priceOf(operation, request)
    expect(estimate.amount).toBeUndefined()
    expect(estimate.unknown).toMatch(/price|not found|document/)
  })
})
