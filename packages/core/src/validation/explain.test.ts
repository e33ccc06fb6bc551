import { describe, expect, it } from 'vitest'
import { explain } from './explain.ts'
import type { ValidationMistake } from './validator.ts'

function mistake(schemaPath: string, params: Record<string, unknown> = {}, instancePath = ''): ValidationMistake {
  return {
    instancePath,
    schemaPath,
    keyword: schemaPath.slice(schemaPath.lastIndexOf('/') + 1),
    params,
  }
}

const MESSAGES = {
  '#/allOf/2': '{quality} takes no {duration} s: use 5',
  '#/allOf/20': 'other',
  '#/properties/seed': 'seed is a number from 0, not {seed}',
}
function of(mistakes: readonly ValidationMistake[], input: unknown = {}) {
  return explain(mistakes, input, { messages: MESSAGES, defaults: { quality: '1080p' } })
}

describe('explain', () => {
  it('reports one issue for a rule, at its field, with the values sent', () => {
    const issues = of(
      [mistake('#/allOf/2/then/properties/duration/not', {}, '/duration'), mistake('#/allOf/2/if', { failingKeyword: 'then' })],
      { duration: 8 },
    )
    expect(issues).toEqual([{ pointer: '/duration', message: '1080p takes no 8 s: use 5' }])
  })

  it('prefers a mistake of the value itself to a rule between fields', () => {
    const issues = of(
      [
        mistake('#/properties/duration/type', { type: 'integer' }, '/duration'),
        mistake('#/allOf/2/then/properties/duration/not', {}, '/duration'),
      ],
      { duration: 'long' },
    )
    expect(issues).toEqual([{ pointer: '/duration', message: 'duration must be a whole number, not the text "long"' }])
  })

  it('uses the message of a rule on a field for any mistake of the field', () => {
    expect(of([mistake('#/properties/seed/minimum', { limit: 0 }, '/seed')], { seed: -1 })).toEqual([
      { pointer: '/seed', message: 'seed is a number from 0, not -1' },
    ])
  })

  it('names missing and unknown fields', () => {
    const issues = of([
      mistake('#/required', { missingProperty: 'prompt' }),
      mistake('#/additionalProperties', { additionalProperty: 'promt' }),
      mistake('#/dependentRequired', { missingProperty: 'b', property: 'a' }),
    ])
    expect(issues).toEqual([
      { pointer: '/prompt', message: 'prompt is required' },
      { pointer: '/promt', message: 'promt is not known' },
      { pointer: '/b', message: 'b is required when a is given' },
    ])
  })

  it('summarises alternatives', () => {
    const issues = of([
      mistake('#/oneOf/0/required', { missingProperty: 'source_video_id' }),
      mistake('#/oneOf/1/required', { missingProperty: 'video_media_id' }),
      mistake('#/oneOf', { passingSchemas: null }),
    ])
    expect(issues).toEqual([{ pointer: '', message: 'one of source_video_id or video_media_id is required' }])
  })

  it('reports the mistakes of the nearest alternative', () => {
    const issues = of(
      [
        mistake('#/properties/image/anyOf/0/type', { type: 'string' }, '/image'),
        mistake('#/properties/image/anyOf/1/required', { missingProperty: 'url' }, '/image'),
        mistake('#/properties/image/anyOf', {}, '/image'),
      ],
      { image: {} },
    )
    expect(issues).toEqual([{ pointer: '/image/url', message: 'image.url is required' }])
  })

  it.each([
    ['enum', { allowedValues: ['a', 'b', 3] }, 'x', 'f must be one of a, b or 3, not x'],
    ['const', { allowedValue: 'a' }, null, 'f must be a, not null'],
    ['type', { type: ['string', 'null'] }, [1], 'f must be text, not a list'],
    ['maximum', { limit: 8 }, 9, 'f must be at most 8, not 9'],
    ['minLength', { limit: 1 }, '', 'f must not be empty'],
    ['pattern', { pattern: '^-?\\d{1,19}$' }, 'seven', 'f must be a whole number, or its digits as text, not the text "seven"'],
    ['format', { format: 'uri' }, 'here', 'f must be a URL, not here'],
    ['format', { format: 'date' }, 'here', 'f must be a date (2026-01-31), not here'],
    ['enum', { allowedValues: [5, 8] }, '5', 'f must be 5 or 8, not 5: write it without quotes'],
    ['type', { type: 'string' }, new Blob(['x']), 'f must be text, not a file'],
    ['contains', {}, [], 'f lacks an item that it must have'],
  ])('%s', (keyword, params, value, message) => {
    expect(of([mistake(`#/properties/f/${keyword}`, params, '/f')], { f: value })).toEqual([{ pointer: '/f', message }])
  })

  it('gives the reason why a field is refused, not that it is unknown', () => {
    const mistakes = [
      mistake('#/allOf/0/not', {}),
      mistake('#/additionalProperties', { additionalProperty: 'ratio' }),
      mistake('#/additionalProperties', { additionalProperty: 'other' }),
    ]
    const rules = { messages: { '#/allOf/0': 'ratio {ratio} is not taken: the picture decides' }, defaults: {} }
    expect(explain(mistakes, { ratio: '16:9', other: 1 }, rules).map(({ message }) => message)).toEqual([
      'ratio 16:9 is not taken: the picture decides',
      'other is not known',
    ])
  })

  it('mentions files for fields that accept them', () => {
    const digits = { pattern: '^-?\\d{1,19}$' }
    const mistakes = [
      mistake('#/properties/img_id/pattern', digits, '/img_id'),
      mistake('#/properties/images/items/pattern', digits, '/images/1'),
      mistake('#/properties/seed/type', { type: 'integer' }, '/seed'),
    ]
    const rules = { messages: {}, defaults: {}, files: { '/img_id': 'upload-image', '/images/-': 'upload-image' } }
    const messages = explain(mistakes, { img_id: 'cat.png', images: [1, 'dog.png'], seed: 'x' }, rules).map(({ message }) => message)
    const file = '; pass a file as a Blob, bytes, a stream or { url }'
    expect(messages).toEqual([
      `img_id must be a whole number, or its digits as text, not the text "cat.png"${file}`,
      `images[1] must be a whole number, or its digits as text, not the text "dog.png"${file}`,
      'seed must be a whole number, not the text "x"',
    ])
  })

  it('shortens long values', () => {
    const [issue] = of([mistake('#/properties/f/enum', { allowedValues: ['a'] }, '/f')], { f: 'x'.repeat(500) })
    expect(issue?.message.length).toBeLessThan(100)
  })
})
