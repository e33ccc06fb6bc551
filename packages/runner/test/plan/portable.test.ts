import { fileURLToPath } from 'node:url'
import { compileDocument, type ProviderModel } from '@shotlist/codegen'
import { describe, expect, test } from 'vitest'
import { load } from './plan-of.ts'

// One manifest with canonical names, at each provider that ships.

function modelOf(id: string): ProviderModel {
  const compiled = compileDocument({ path: fileURLToPath(new URL(`../../../../specs/${id}/openapi.yaml`, import.meta.url)) })
  if (!compiled.ok) throw new Error(compiled.issues.map(({ message }) => message).join('\n'))
  return compiled.model
}
const providers = Object.fromEntries(['pixverse', 'acedata', '302ai'].map((id) => [id, modelOf(id)]))
const [a, b] = ['https://example.com/a.png', 'https://example.com/b.png']

function manifest(provider: string, jobs: string, defaults = 'model: v4.5, quality: 720p, duration: 5') {
  return `version: 1\ndefaults: { provider: ${provider}, with: { ${defaults} } }\njobs:\n${jobs}`
}

async function requestsAt(provider: string, jobs: string, defaults?: string) {
  const loaded = await load(manifest(provider, jobs, defaults), { providers })
  expect(loaded.ok ? [] : loaded.issues.map(({ message }) => message)).toEqual([])
  if (!loaded.ok) throw new Error('the manifest has mistakes')
  // Seeds are derived, and not compared here.
  return loaded.plan.instances.map((instance) => Object.fromEntries(Object.entries(instance.with).filter(([name]) => name !== 'seed')))
}

async function mistakesAt(provider: string, jobs: string) {
  const loaded = await load(manifest(provider, jobs), { providers })
  return loaded.ok ? [] : loaded.issues.map(({ message }) => message)
}

const COMMON = { model: 'v4.5', quality: '720p', duration: 5, prompt: 'x' }

describe('a job in canonical names', () => {
  test.each([
    ['pixverse', { ...COMMON, aspect_ratio: '16:9', motion_mode: 'normal' }],
    ['acedata', { ...COMMON, aspect_ratio: '16:9', motion: 'normal' }],
    ['302ai', { ...COMMON, ratio: '16:9', motion_mode: 'normal' }],
  ])('is the request of %s', async (provider, request) => {
    const jobs = '  a: { uses: text-to-video, with: { prompt: x, aspect_ratio: "16:9", motion: normal } }'
    expect(await requestsAt(provider, jobs)).toEqual([request])
  })

  test('is converted to the provider: booleans to numbers, durations to texts with a unit', async () => {
    const picture =
      '  a: { uses: image-to-video, with: { prompt: x, image: { url: "https://example.com/a.png" }, audio: false, sound_effect: true } }'
    const expected = { ...COMMON, sound_effect_switch: true, generate_audio_switch: false }
    expect(await requestsAt('pixverse', picture)).toEqual([expect.objectContaining(expected)])
    expect(await requestsAt('302ai', picture)).toEqual([{ ...COMMON, image: a, audio: 0, sound_effect_switch: 1 }])
    const fusion = '  a: { uses: fusion, with: { prompt: x, images: ["https://example.com/a.png"] } }'
    expect(await requestsAt('302ai', fusion)).toEqual([{ ...COMMON, duration: '5s', fusion: [a] }])
  })

  test('with a value that fits in no spelling is refused with the allowed values', async () => {
    const jobs = '  a: { uses: image-to-video, with: { prompt: x, image: "https://example.com/a.png", sound_effect: 2, duration: 7 } }'
    expect(await mistakesAt('302ai', jobs)).toEqual([
      'sound_effect_switch must be 0 or 1, not 2',
      'duration must be one of 5, 8 or 10, not 7',
    ])
    expect(
      await mistakesAt(
        '302ai',
        '  a: { uses: image-to-video, with: { prompt: x, image: "https://example.com/a.png", sound_effect: loud } }',
      ),
    ).toEqual(['sound_effect_switch must be 0 or 1, not loud'])
  })

  test('of a transition has its frames as two fields or as a list, as the provider needs', async () => {
    const two = `  a: { uses: transition, with: { last_frame: { url: "${b}" }, prompt: x, first_frame: { url: "${a}" } } }`
    const list = `  a: { uses: transition, with: { frames: [{ url: "${a}" }, { url: "${b}" }], prompt: x } }`
    for (const jobs of [two, list]) {
      expect(await requestsAt('acedata', jobs)).toEqual([{ ...COMMON, frame: [a, b] }])
      expect(await requestsAt('302ai', jobs)).toEqual([{ ...COMMON, image: a, last_image: b }])
      const [request] = await requestsAt('pixverse', jobs)
      expect(Object.keys(request ?? {}).toSorted()).toEqual(['duration', 'first_frame_img', 'last_frame_img', 'model', 'prompt', 'quality'])
      expect([request?.['first_frame_img'], request?.['last_frame_img']].map((value) => JSON.stringify(value).includes(a))).toEqual([
        true,
        false,
      ])
    }
    expect(await mistakesAt('acedata', `  a: { uses: transition, with: { first_frame: "${a}", prompt: x } }`)).toEqual([
      'frame needs exactly two public URLs, the first and the last frame',
    ])
    expect(
      await mistakesAt('acedata', `  a: { uses: transition, with: { first_frame: "${a}", frame: ["${a}", "${b}"], prompt: x } }`),
    ).toEqual(expect.arrayContaining(['`frame` and `first_frame` are the same field']))
  })

  test('keeps a boolean that is off, for any model', async () => {
    const jobs = '  a: { uses: text-to-video, with: { prompt: x, audio: false, multi_clip: false } }'
    expect(await requestsAt('302ai', jobs)).toEqual([{ ...COMMON, generate_audio_switch: false, generate_multi_clip_switch: false }])
  })
})

describe('a field that cannot move', () => {
  test('is reported, with the reason if the document has one', async () => {
    expect(
      await mistakesAt('pixverse', `  a: { uses: transition, with: { first_frame: 1, last_frame: 2, prompt: x, aspect_ratio: "16:9" } }`),
    ).toEqual(["aspect_ratio 16:9 is not accepted here: the clip has the picture's ratio"])
    expect(await mistakesAt('pixverse', '  a: { uses: image-to-video, with: { image: 1, prompt: x, img_ids: [2, 3] } }')).toEqual([
      'img_ids ([2,3]) are for templates: use img_id, or the operation template',
    ])
    expect(await mistakesAt('pixverse', '  a: { uses: image-to-video, with: { image: 1, prompt: x, template_id: 5 } }')).toEqual([
      'template_id 5 makes it a template video: use the operation template',
    ])
    expect(await mistakesAt('acedata', '  a: { uses: text-to-video, with: { prompt: x, negative_prompt: y } }')).toEqual([
      'acedata/text-to-video has no field `negative_prompt`',
    ])
    const loaded = await load(manifest('pixverse', '  a: { uses: transition, with: { frames: "${{ job }}", prompt: x } }'), { providers })
    expect(loaded.ok ? [] : loaded.issues.map(({ hint }) => hint)).toContain('Write `first_frame` and `last_frame`, or `frames` as a list.')
    expect(await mistakesAt('302ai', '  a: { uses: extend, with: { source_video: 1, prompt: x } }')).toEqual([
      '302ai has no operation `extend`',
    ])
  })
})
