import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { compileDocument } from '../src/compile-document.ts'
import { createInputValidator } from '../src/explain/input-validator.ts'

type Fields = Readonly<Record<string, unknown>>

const compiled = compileDocument({ path: fileURLToPath(new URL('../../../specs/pixverse/openapi.yaml', import.meta.url)) })
if (!compiled.ok) throw new Error(compiled.issues.map(({ line, message }) => `line ${line}: ${message}`).join('\n'))
const { model: document } = compiled

/** The issues of a refused request, as `pointer: message`. */
function refusals(operation: string, request: Fields): string[] {
  const issues = createInputValidator(document, operation)(request)
  return issues.filter(({ severity }) => severity === 'error').map(({ pointer, message }) => `${pointer}: ${message}`)
}

/** What fusion warns of in a request. */
function warnings(request: Fields): string[] {
  const issues = createInputValidator(document, 'fusion')(JSON.parse(JSON.stringify(request)))
  return issues.filter(({ severity }) => severity === 'warning').map(({ message }) => message)
}

const TEXT = { prompt: 'a glacier', model: 'v6', aspect_ratio: '16:9', duration: 5, quality: '720p' }
const IMAGE = { prompt: 'it turns', model: 'v6', img_id: 317982208110208, duration: 5, quality: '720p' }
const TRANSITION = { prompt: 'it opens', model: 'v6', first_frame_img: 1, last_frame_img: 2, duration: 5, quality: '720p' }
const EXTEND = { prompt: 'it goes on', model: 'v6', source_video_id: 328545151283013, duration: 5, quality: '720p' }
const CLIPS = [{ ref_name: 'video1', video_media_id: 405833376854443 }]
const DOG = { type: 'subject', img_id: 1, ref_name: 'dog' }
const FUSION = { ...TEXT, model: 'v5.6', prompt: '@dog runs', image_references: [DOG] }
function dogs(count: number) {
  return Array.from({ length: count }, (_, index) => ({ ...DOG, ref_name: `dog${index}` }))
}

function all(count: number) {
  return dogs(count)
    .map(({ ref_name }) => `@${ref_name}`)
    .join(' ')
}

const upTo15 = Array.from({ length: 15 }, (_, index) => index + 1)
const FIVE = ['16:9', '4:3', '1:1', '3:4', '9:16']
const EIGHT = [...FIVE, '2:3', '3:2', '21:9']

/** What the matrix of models offers. */
const OFFERS = [
  { model: 'v3.5', durations: [5, 8], at1080p: [5], ratios: FIVE },
  { model: 'v4', durations: [5, 8], at1080p: [5, 8], ratios: FIVE },
  { model: 'v4.5', durations: [5, 8], at1080p: [5, 8], ratios: FIVE },
  { model: 'v5', durations: [5, 8], at1080p: [5, 8], ratios: FIVE },
  { model: 'v5.5', durations: [5, 8, 10], at1080p: [5, 8], ratios: FIVE },
  { model: 'v5.6', durations: [5, 8, 10], at1080p: [5, 8], ratios: FIVE },
  { model: 'v6', durations: upTo15, at1080p: upTo15, ratios: EIGHT },
  { model: 'c1', durations: upTo15, at1080p: upTo15, ratios: EIGHT },
]

describe.each(OFFERS)('$model', ({ model, durations, at1080p, ratios }) => {
  it.each([
    ['text-to-video', TEXT],
    ['image-to-video', IMAGE],
    ['transition', TRANSITION],
  ] as const)('%s takes the durations of the matrix and no others', (operation, request) => {
    const taken = (quality: string) =>
      Array.from({ length: 18 }, (_, duration) => duration).filter(
        (duration) => refusals(operation, { ...request, model, quality, duration }).length === 0,
      )
    for (const quality of ['360p', '540p', '720p']) expect(taken(quality)).toEqual(durations)
    expect(taken('1080p')).toEqual(at1080p)
  })

  it('takes the ratios of the matrix and no others', () => {
    expect(EIGHT.filter((aspect_ratio) => refusals('text-to-video', { ...TEXT, model, aspect_ratio }).length === 0)).toEqual(ratios)
  })
})

describe('switches go with their models', () => {
  const models = OFFERS.map(({ model }) => model)
  const takers = (operation: string, request: Fields) => models.filter((model) => refusals(operation, { ...request, model }).length === 0)

  it.each([
    ['generate_audio_switch', { generate_audio_switch: true }, ['v5.5', 'v5.6', 'v6', 'c1']],
    ['generate_multi_clip_switch', { generate_multi_clip_switch: true }, ['v5.5', 'v6']],
    ['motion_mode fast', { motion_mode: 'fast' }, ['v3.5', 'v4', 'v4.5', 'v5.5', 'v5.6']],
    ['thinking_type', { thinking_type: 'auto' }, ['v5.5', 'v6']],
    ['camera_movement', { camera_movement: 'zoom_in' }, ['v3.5', 'v4', 'v4.5', 'v5']],
    ['sound_effect_switch', { sound_effect_switch: true }, ['v3.5', 'v4', 'v4.5', 'v5']],
    ['lip_sync_tts_switch', { lip_sync_tts_switch: true, lip_sync_tts_content: 'hi' }, ['v3.5', 'v4', 'v4.5', 'v5']],
    ['a sound effect with a template', { sound_effect_switch: true, template_id: 302325299692608 }, models],
    ['switches that are off', { generate_audio_switch: false, generate_multi_clip_switch: false, sound_effect_switch: false }, models],
  ])('%s', (_name, fields, expected) => {
    expect(takers('text-to-video', { ...TEXT, ...fields })).toEqual(expected)
  })

  it('some models do not extend, some take no references', () => {
    expect(takers('extend', EXTEND)).toEqual(['v3.5', 'v4', 'v4.5', 'v5', 'v5.5', 'v6'])
    expect(takers('fusion', FUSION)).toEqual(['v4.5', 'v5', 'v5.5', 'v5.6', 'v6', 'c1'])
    expect(takers('fusion', { ...FUSION, generate_audio_switch: true })).toEqual(['v5.6', 'v6', 'c1'])
    expect(takers('fusion', { ...FUSION, image_references: dogs(4), prompt: all(4) })).toEqual(['v5.5', 'v5.6', 'v6', 'c1'])
  })

  it('an unknown model gives only a warning', () => {
    const issues = createInputValidator(document, 'text-to-video')({ ...TEXT, model: 'v9', duration: 12 })
    expect(issues.map(({ severity, pointer }) => `${severity} ${pointer}`)).toEqual(['warning /model'])
  })
})

describe('a refusal says why and what to do', () => {
  it.each([
    [
      'text-to-video',
      { ...TEXT, model: 'v5.5', quality: '1080p', duration: 10 },
      '/duration: duration 10 is not offered at 1080p by v5.5: use 5 or 8, or 720p',
    ],
    ['text-to-video', { ...TEXT, model: 'v5', duration: 10 }, '/duration: duration 10 is not offered by v5: use 5 or 8'],
    ['text-to-video', { ...TEXT, duration: 16 }, '/duration: duration is a whole number of seconds from 1 to 15, not 16'],
    [
      'text-to-video',
      { ...TEXT, model: 'v4.5', motion_mode: 'fast', duration: 8 },
      '/duration: motion_mode fast needs duration 5, not 8: use 5, or normal',
    ],
    [
      'image-to-video',
      { ...IMAGE, aspect_ratio: '16:9' },
      "/aspect_ratio: aspect_ratio 16:9 is not accepted here: the clip has the picture's ratio",
    ],
    ['image-to-video', { ...IMAGE, template_id: 7 }, '/template_id: template_id 7 makes it a template video: use the operation template'],
    ['extend', { ...EXTEND, model: 'c1' }, '/model: c1 does not extend clips: use v6, or v5.5 and older'],
    [
      'extend',
      { ...EXTEND, video_media_id: 1 },
      ': give either source_video_id (a clip made by this API) or video_media_id (an uploaded one), and not both',
    ],
    [
      'usage-detail',
      { start_time: '2026-09-01 00:00:00', end_time: '2026-10-02 00:00:00' },
      '/end_time: end_time must be at most 30d after start_time',
    ],
    [
      'fusion',
      { ...FUSION, model: 'v6', image_references: dogs(8), prompt: all(8) },
      '/image_references: v6 accepts at most 7 pictures: leave some out, or use v6 with reference_mode omni',
    ],
    ['fusion', { ...FUSION, model: 'v6', duration: 0 }, '/duration: duration 0 is not offered without video_references: use 1 to 15'],
    [
      'fusion',
      { ...FUSION, model: 'v6', aspect_ratio: 'auto' },
      '/aspect_ratio: aspect_ratio auto is not offered without video_references: use 16:9, or another ratio',
    ],
    [
      'fusion',
      { ...FUSION, model: 'v6', reference_mode: 'omni', duration: 5, video_references: CLIPS },
      '/duration: duration 5 is not offered with video_references: use 0, the clips decide the length',
    ],
    [
      'fusion',
      { ...FUSION, model: 'v6', reference_mode: 'omni', image_references: dogs(9), prompt: all(9) },
      '/image_references: v6 with reference_mode omni accepts at most 8 subjects and 2 backgrounds',
    ],
    [
      'multi-transition',
      { model: 'v5', quality: '540p', multi_transition: [{ img_id: 1, duration: 5 }, { img_id: 2 }, { img_id: 3 }] },
      '/multi_transition/1: each picture but the last needs a duration of at least 1 s',
    ],
    ['lip-sync', { source_video_id: 1, lip_sync_tts_content: 'hi' }, ': lip_sync_tts_speaker_id and lip_sync_tts_content go together'],
    ['restyle', { source_video_id: 1 }, ': give either restyle_id (a look of the list) or restyle_prompt (a look in words), and not both'],
    ['mimic', { source_video_id: 1, img_id: 2, quality: '1080p' }, '/quality: quality 1080p is not offered here: use 360p, 540p or 720p'],
    [
      'real-estate-tour',
      { model: 'fast', product_url: 'https://example.com/17', quality: '480p' },
      '/quality: quality 480p is for pro: use 720p or 1080p',
    ],
  ] as const)('%s %o', (operation, request, refusal) => {
    expect(refusals(operation, request)).toEqual([refusal])
  })
})

describe('what clients that others run send', () => {
  const TEMPLATE = { ...IMAGE, template_id: 302325299692608, prompt: '' }
  const OLD = { water_mark: false, play_bgm: true, sound_mode: 'normal' }
  const STYLED = { style: 'realistic', negative_prompt: 'blur' }
  const RECREATION = {
    prompt: 'like this, with my shoe',
    img_references: [{ img_url: 'https://example.com/1.png' }],
    video_references: [{ video_url: 'https://example.com/1.mp4' }],
  }
  const MODIFY = { source_video_id: 1, prompt: 'replace it', quality: '540p' }

  it.each([
    ['template', TEMPLATE],
    ['template', { ...TEMPLATE, img_id: undefined, api_gen_img_ids: [7, 8] }],
    ['text-to-video', { ...TEXT, prompt: 'a'.repeat(5000), ...OLD, style: 'realistic' }],
    ['image-to-video', { ...IMAGE, ...OLD }],
    ['template', { ...TEMPLATE, ...OLD }],
    ['transition', { ...TRANSITION, ...OLD, ...STYLED }],
    ['fusion', { ...FUSION, ...OLD, ...STYLED }],
    ['restyle', { source_video_id: 1, restyle_prompt: 'a'.repeat(5000) }],
    ['modify', { ...MODIFY, img_ids: [1, 2, 3], keyframe_ids: 1 }],
    ['modify', { ...MODIFY, keyframe_ids: [1, 2] }],
    ['viral-recreation', RECREATION],
    ['usage-detail', {}],
    ['text-to-video', { ...TEXT, prompt: '', template_id: 302325299692608 }],
    ['extend', { ...EXTEND, prompt: '', template_id: 302325299692608 }],
    ['transition', { ...TRANSITION, prompt: 'a'.repeat(5000) }],
    ['usage-detail', { limit: 10 }],
  ])('%s accepts %o', (operation, request) => {
    expect(refusals(operation, JSON.parse(JSON.stringify(request)) as Fields)).toEqual([])
  })

  it.each([
    ['transition', TRANSITION],
    ['extend', EXTEND],
  ])('%s warns of a long prompt', (operation, request) => {
    const warned = (length: number) =>
      createInputValidator(document, operation)({ ...request, prompt: 'a'.repeat(length) }).map(({ message }) => message)
    expect([warned(2048), warned(2049)]).toEqual([[], ['prompt may be limited to 2,048 characters here']])
  })

  it.each([
    ['restyle', { source_video_id: 1, restyle_prompt: 'a'.repeat(5001) }, '/restyle_prompt'],
    ['modify', { ...MODIFY, img_ids: [1, 2, 3, 4] }, '/img_ids'],
    ['viral-recreation', { ...RECREATION, prompt: undefined }, ''],
    ['usage-detail', { start_time: '2026-09-01 00:00:00' }, ''],
    ['template', { ...TEMPLATE, prompt: undefined }, ''],
  ])('%s refuses %o', (operation, request, pointer) => {
    const places = refusals(operation, JSON.parse(JSON.stringify(request)) as Fields).map((refusal) => refusal.split(':')[0])
    expect(places).toEqual([pointer])
  })
})

describe('fusion', () => {
  const omni = { ...FUSION, model: 'v6', reference_mode: 'omni' }
  const backgrounds = [
    ...dogs(8),
    ...dogs(10)
      .slice(8)
      .map(({ img_id, ref_name }) => ({ type: 'background', img_id, ref_name })),
  ]

  it.each([
    ['eight subjects and two backgrounds', { ...omni, image_references: backgrounds, prompt: all(10) }],
    ['a picture without a type and a name, not called in the prompt', { ...omni, image_references: [{ img_id: 1 }], prompt: 'me@home' }],
    ['a Chinese name with c1', { ...FUSION, model: 'c1', image_references: [{ img_id: 1, ref_name: '狗' }], prompt: '@狗 runs' }],
    ['clips, whose length decides', { ...omni, video_references: CLIPS, duration: 0 }],
    [
      'clips without pictures, in their own ratio',
      { ...omni, image_references: undefined, video_references: CLIPS, duration: 0, aspect_ratio: 'auto' },
    ],
  ])('takes %s', (_name, request) => {
    expect(refusals('fusion', JSON.parse(JSON.stringify(request)) as Fields)).toEqual([])
    expect(warnings(request)).toEqual([])
  })

  it.each([
    ['neither pictures nor clips', { ...omni, image_references: undefined }],
    ['a clip without a name', { ...omni, video_references: [{ video_media_id: 1 }], duration: 0 }],
    ['a clip by address', { ...omni, video_references: [{ ref_name: 'video1', video_url: 'https://x.example/a.mp4' }], duration: 0 }],
    ['three clips', { ...omni, video_references: [...CLIPS, ...CLIPS, ...CLIPS], duration: 0 }],
  ])('refuses %s', (_name, request) => {
    expect(refusals('fusion', JSON.parse(JSON.stringify(request)) as Fields)).not.toEqual([])
  })

  // Sources contradict each other about the names of older models: the request is sent, with a warning.
  it.each([
    [{ prompt: 'a dog runs' }, 'prompt does not mention @dog: it must mention each ref_name in image_references'],
    [{ prompt: '@dog chases @cat' }, 'prompt mentions @cat, which is not a ref_name in image_references'],
    [{ image_references: [DOG, DOG] }, 'prompt is ambiguous: image_references has the name dog more than once'],
    [{ prompt: 'the @dog, it runs' }, 'a space must follow each @name in the prompt with v5'],
    [
      { image_references: [{ ...DOG, ref_name: '狗' }], prompt: 'it runs' },
      'a ref_name has 1 to 30 letters, digits, underscores or spaces with v5',
    ],
    [
      { image_references: [{ img_id: 1, ref_name: 'dog' }] },
      'each of image_references needs a type (subject or background) and a ref_name with v5',
    ],
  ])('warns of %o with an older model', (change, warning) => {
    const request = { ...FUSION, model: 'v5', ...change }
    expect(refusals('fusion', request)).toEqual([])
    expect(warnings(request)).toContain(warning)
    expect(warnings({ ...request, model: 'v6' })).toEqual([])
  })

  it('says nothing of names that are known later', () => {
    const validate = createInputValidator(document, 'fusion')
    const request = { ...FUSION, model: 'v5', prompt: 'a dog runs' }
    expect(validate(request, { unresolved: ['/image_references/0/img_id', '/webhook_id'] })).toHaveLength(1)
    for (const pointer of ['/prompt', '/image_references', '/image_references/0', '/image_references/0/ref_name'])
      expect(validate(request, { unresolved: [pointer] })).toEqual([])
  })
})

it('webhooks are taken by the operations that the page on webhooks lists, and by no others', () => {
  const takers = Object.values(document.table.operations).flatMap(({ name, webhookField }) => (webhookField === undefined ? [] : [name]))
  const listed = ['text-to-video', 'image-to-video', 'transition', 'lip-sync', 'extend', 'sound-effect', 'fusion', 'restyle']
  // Templates go through the path of image to video.
  expect(takers.toSorted()).toEqual([...listed, 'template', 'multi-transition', 'swap', 'mimic', 'modify', 'upscale'].toSorted())
})
