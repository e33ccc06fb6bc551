import { testMistakes } from './mistakes.ts'

const PROMPT = 'prompt: { type: string, minLength: 1'

testMistakes({
  'a place on a schema of a response': {
    edit: [['state: { type: integer }', 'state: { type: integer, x-place: /status }']],
    code: 'place-unused',
    at: 'x-place',
    says: /has no effect here/,
    hint: /flat fields under `request:`/,
  },
  'a place inside a field': {
    edit: [['format: int64, x-upload: upload-image }\n              weight', 'format: int64, x-place: /img }\n              weight']],
    code: 'place-unused',
    at: 'x-place',
    says: /has no effect here/,
  },
  'two fields at one place': {
    edit: [[PROMPT, 'prompt: { x-place: /images/0/img, type: string, minLength: 1']],
    code: 'place-clash',
    at: '/images/0/img',
    says: /prompt and images of text-to-video are sent at the same place: \/images\/0\/img and \/images/,
  },
  'a place that the body does not have': {
    edit: [[PROMPT, 'prompt: { x-place: /input/prompt, type: string, minLength: 1']],
    code: 'expression-target',
    at: '/input/prompt',
    says: /no "input" at this place of the request of createClip/,
  },
  'a place that is no pointer': {
    edit: [[PROMPT, 'prompt: { x-place: input.prompt, type: string, minLength: 1']],
    code: 'dialect',
    at: 'input.prompt',
    says: /a place is a JSON pointer/,
  },
  'a constant that meets a field': {
    edit: [[PROMPT, 'prompt: { x-place: { at: /style, with: { /model: m1 } }, type: string, minLength: 1']],
    code: 'place-clash',
    at: '/model',
    says: /the constant at \/model meets model/,
  },
})
