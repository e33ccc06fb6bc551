import { describe, expect, test } from 'vitest'
import { collectMessages } from '../ir/schema/messages.ts'
import { newAjv } from './compile-validator.ts'
import { explainErrors } from './explain-errors.ts'

function explain(schema: object, data: unknown, verbose = true): string[] {
  const validate = newAjv({ verbose }).compile(schema)
  validate(data)
  const issues = explainErrors(validate.errors ?? [], { data, messages: collectMessages(schema), defaults: { quality: '540p' } })
  return issues.map(({ pointer, message }) => `${pointer} ${message}`)
}

function field(schema: object): object {
  return { properties: { f: schema } }
}

describe('one sentence for one bad value', () => {
  test.each([
    ['type', field({ type: 'integer' }), { f: '5' }, '/f f must be a whole number, not the text "5": write it without quotes'],
    ['types', field({ type: ['number', 'null'] }), { f: [] }, '/f f must be a number, not a list'],
    ['enum', field({ enum: ['720p', '1080p'] }), { f: '1080' }, '/f f must be 720p or 1080p, not 1080: did you mean 1080p?'],
    ['enum in quotes', field({ enum: ['5', '8'] }), { f: 5 }, '/f f must be 5 or 8, not 5: write it in quotes'],
    ['const', field({ const: 1 }), { f: 2 }, '/f f must be 1, not 2'],
    ['minimum', field({ minimum: 1 }), { f: 0 }, '/f f must be at least 1, not 0'],
    ['length', field({ maxLength: 3 }), { f: 'four' }, '/f f must have at most 3 characters, not 4'],
    ['empty', field({ minLength: 1 }), { f: '' }, '/f f must not be empty'],
    ['items', field({ minItems: 2 }), { f: [1] }, '/f f must have at least 2 items, not 1'],
    ['format', field({ format: 'uri' }), { f: 'cat.png' }, '/f f must be a URL, not cat.png'],
    ['required', { required: ['prompt'] }, {}, ' prompt is required'],
    ['required below', field({ required: ['a'] }), { f: {} }, '/f f.a is required'],
    [
      'in a list',
      field({ items: { properties: { img_id: { type: 'integer' } } } }),
      { f: [{ img_id: 'x' }] },
      '/f/0/img_id f[0].img_id must be a whole number, not the text "x"',
    ],
    ['dependent', { dependentRequired: { a: ['b'] } }, { a: 1 }, ' b is required when a is given'],
    [
      'unknown',
      { properties: { prompt: {} }, additionalProperties: false },
      { promt: 1 },
      '/promt promt is not known: did you mean prompt?',
    ],
    ['not taken', field(false as never), { f: 1 }, '/f f is not accepted here'],
    [
      'int64 as words',
      field({ type: ['integer', 'string'], format: 'int64', pattern: String.raw`^-?\d{1,19}$` }),
      { f: 'abc' },
      '/f f must be a whole number, or its digits as text, not the text "abc"',
    ],
    [
      'int64 as a list',
      field({ type: ['integer', 'string'], format: 'int64', pattern: String.raw`^-?\d{1,19}$` }),
      { f: [] },
      '/f f must be a whole number or text, not a list',
    ],
    ['the whole', { type: 'object', required: ['a'] }, 5, ' the request must be an object with fields, not 5'],
  ])('%s', (_, schema, data, expected) => {
    expect(explain(schema, data)).toEqual([expected])
  })
})

describe('alternatives', () => {
  const either = { oneOf: [{ required: ['source'] }, { required: ['media'] }] }

  test('none of them', () => {
    expect(explain(either, {})).toEqual([' one of source or media is required'])
  })

  test('two of them', () => {
    expect(explain(either, { source: 1, media: 2 })).toEqual(['/media source and media exclude each other: give one of them'])
  })

  test('half of one', () => {
    expect(explain({ anyOf: [{ required: ['a', 'b'] }, { required: ['c'] }] }, { a: 1 })).toEqual([' b is required'])
  })

  test('types and values come together', () => {
    expect(explain(field({ anyOf: [{ type: 'string' }, { type: 'number' }] }), { f: true })).toEqual([
      '/f f must be text or a number, not true: write it in quotes',
    ])
    expect(explain(field({ anyOf: [{ enum: [1] }, { const: 2 }] }), { f: 3 })).toEqual(['/f f must be 1 or 2, not 3'])
  })

  test('the one that was meant', () => {
    const shapes = { oneOf: [{ type: 'string' }, { type: 'object', required: ['url'], properties: { url: { type: 'string' } } }] }
    expect(explain(field(shapes), { f: { url: 5 } })).toEqual(['/f/url f.url must be text, not 5: write it in quotes'])
    const tagged = {
      oneOf: [
        { properties: { kind: { const: 'a' }, n: { type: 'number' } } },
        { properties: { kind: { const: 'b' }, n: { type: 'string' } } },
      ],
    }
    expect(explain(tagged, { kind: 'b', n: true })).toEqual(['/n n must be text, not true: write it in quotes'])
  })
})

describe("the document's own messages", () => {
  const rule = {
    allOf: [
      {
        'x-message': '{quality} takes no {duration} s: use 5, or 720p',
        if: { properties: { quality: { const: '1080p' } }, required: ['quality'] },
        then: { properties: { duration: { not: { const: 8 } }, fps: { maximum: 30 } } },
      },
    ],
  }

  test('are said once for a rule, at the field it refused', () => {
    expect(explain(rule, { quality: '1080p', duration: 8, fps: 60 })).toEqual(['/duration 1080p takes no 8 s: use 5, or 720p'])
  })

  test('are found by schema path if the validator reports nothing else', () => {
    expect(explain(rule, { quality: '1080p', duration: 8 }, false)).toEqual(['/duration 1080p takes no 8 s: use 5, or 720p'])
  })

  test('take defaults for what was not sent', () => {
    const exclusive = { allOf: [{ 'x-message': '{a} does not go with {quality}', not: { required: ['a'] } }] }
    expect(explain(exclusive, { a: 1 })).toEqual(['/a 1 does not go with 540p'])
  })

  test('yield to what is plainer of the same value', () => {
    const schema = { properties: { duration: { type: 'integer', enum: [5, 8] } }, ...rule }
    expect(explain(schema, { quality: '1080p', duration: 9, fps: 1 })).toEqual(['/duration duration must be 5 or 8, not 9'])
  })

  test('speak for a field, except of its type', () => {
    const schema = field({ type: 'integer', minimum: 1, 'x-message': '{f} seconds are too few' })
    expect(explain(schema, { f: 0 })).toEqual(['/f 0 seconds are too few'])
    expect(explain(schema, { f: '0' })).toEqual(['/f f must be a whole number, not the text "0": write it without quotes'])
  })

  test('speak for each item of a list', () => {
    const schema = field({ items: { required: ['a'], 'x-message': 'each needs an a' } })
    expect(explain(schema, { f: [{}, { a: 1 }, {}] })).toEqual(['/f/0 each needs an a', '/f/2 each needs an a'])
  })

  test('win over a field that is merely not known', () => {
    const schema = {
      properties: { a: {} },
      additionalProperties: false,
      allOf: [{ 'x-message': 'ratio comes from the picture', not: { required: ['ratio'] } }],
    }
    expect(explain(schema, { ratio: 1 })).toEqual(['/ratio ratio comes from the picture'])
  })
})

test('a field of a branch that failed otherwise is no complaint of its own', () => {
  const schema = {
    properties: { a: {} },
    oneOf: [{ required: ['b'], properties: { b: { type: 'number' } } }],
    unevaluatedProperties: false,
  }
  expect(explain(schema, { a: 1, b: 'x' })).toEqual(['/b b must be a number, not the text "x"'])
})
