import { describe, expect, test } from 'vitest'
import { createInputValidator } from '../../src/index.ts'
import { modelOf, studioText, studioWith } from './studio.ts'

const model = modelOf(studioText)
const GOOD = { prompt: 'a glacier', model: 'm1' }

describe('createInputValidator', () => {
  const validate = createInputValidator(model, 'text-to-video')

  test('takes what may be sent', () => {
    expect(validate({ ...GOOD, images: [{ img: 12n }, { img: '9007199254740993' }] })).toEqual([])
  })

  test('is the same for the same model', () => {
    expect(createInputValidator(model, 'text-to-video')).toBe(validate)
  })

  test('warns of values that are not known', () => {
    expect(validate({ ...GOOD, model: 'm3' })).toEqual([
      expect.objectContaining({ severity: 'warning', keyword: 'open-enum', pointer: '/model', allowed: ['m1', 'm2'], suggestion: 'm1' }),
    ])
  })

  test('warns of rules that only warn, which nothing else holds against a request', () => {
    const rule = '- x-message: "{quality} takes no {duration} s: use 5, or 720p"'
    const soft = modelOf(studioWith([rule, `${rule}\n          x-severity: warning`]))
    expect(createInputValidator(soft, 'text-to-video')({ ...GOOD, quality: '1080p', duration: 8 })).toEqual([
      expect.objectContaining({ severity: 'warning', message: '1080p takes no 8 s: use 5, or 720p' }),
    ])
    const { input, wire } = soft.operations['text-to-video'] ?? {}
    expect(JSON.stringify([input, wire])).not.toContain('takes no')
    expect(JSON.stringify([model.operations['text-to-video']?.input])).toContain('takes no')
  })

  test("uses the document's messages, with defaults", () => {
    expect(validate({ ...GOOD, quality: '1080p', duration: 8 }).map(({ message }) => message)).toEqual([
      '1080p takes no 8 s: use 5, or 720p',
    ])
  })

  test('says nothing of what is only known later', () => {
    const input = { ...GOOD, images: [{ img: { $output: 'x' } }], duration: 'later' }
    expect(validate(input)).toHaveLength(2)
    expect(validate(input, { unresolved: ['/images/0/img', '/duration'] })).toEqual([])
  })

  test('throws for an operation that is not there', () => {
    expect(() => createInputValidator(model, 'constructor')).toThrow(new RangeError('studio has no operation "constructor"'))
  })
})
