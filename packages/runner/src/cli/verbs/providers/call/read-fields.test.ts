import { expect, test } from 'vitest'
import { readCallFields } from './read-fields.ts'

function field(name: string, type: string, more = {}) {
  return { name, type, required: false, description: '', ...more }
}
const FIELDS = [
  field('prompt', 'string'),
  field('duration', 'integer'),
  field('audio', 'boolean'),
  field('source_video_id', 'integer'),
  field('img_id', 'integer', { upload: 'upload-image' }),
  field('img_ids', 'integer[]', { upload: 'upload-image' }),
  field('camera', 'object'),
  field('sound_effect_switch', 'integer', { canonical: 'sound_effect', enum: [0, 1] }),
  field('image_url', 'string', { canonical: 'image', publicUrl: true }),
]

test.each([
  [['--prompt', 'a fox', '--duration', '5'], { prompt: 'a fox', duration: 5 }],
  [['--prompt=--duration', '--audio', '--duration=5'], { prompt: '--duration', audio: true, duration: 5 }],
  [['--audio', 'false'], { audio: false }],
  [['--source-video-id', '9007199254740993'], { source_video_id: '9007199254740993' }],
  [['--img_id', '@cat.png'], { img_id: { file: 'cat.png' } }],
  [['--img_id', 'https://x.example/cat.png'], { img_id: { url: 'https://x.example/cat.png' } }],
  [['--img_ids', '1', '--img_ids', '@b.png'], { img_ids: [1, { file: 'b.png' }] }],
  [['--img_ids', '[1, 2]'], { img_ids: [1, 2] }],
  [['--camera', '{"zoom": 2}'], { camera: { zoom: 2 } }],
  [['--sound-effect', '--image', 'https://x.example/cat.png'], { sound_effect_switch: true, image_url: 'https://x.example/cat.png' }],
  [['--sound_effect_switch', '0'], { sound_effect_switch: 0 }],
  [['--sound_effect', 'false'], { sound_effect_switch: false }],
])('reads %j as %j', (words, input) => {
  expect(readCallFields(words, FIELDS)).toEqual(input)
})

test.each([
  [['--promt', 'x'], 'has no field promt'],
  [['--image', '@cat.png'], 'takes a public URL, not a local file'],
  [['--duration', 'long'], 'needs a number'],
  [['--prompt'], 'needs a value'],
  [['a fox'], 'is not a field'],
])('refuses %j', (words, message) => {
  expect(() => readCallFields(words, FIELDS)).toThrow(message)
})
