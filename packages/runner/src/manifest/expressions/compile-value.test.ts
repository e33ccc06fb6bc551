import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTemplate } from './compile-value.ts'
import { evaluate } from './evaluate.ts'

test('any text is read or refused, in time proportional to its length', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom(
          '${{',
          '}}',
          "'",
          '"',
          '\\',
          '.',
          '(',
          ')',
          '[',
          ']',
          ',',
          '==',
          '<',
          '&&',
          '|',
          '!',
          'a',
          '-',
          '1',
          ' ',
          'ü',
        ),
      }),
      (text) => {
        const template = parseTemplate(text)
        expect(template === undefined).toBe(!text.includes('${{'))
      },
    ),
  )
})

test('a text literal keeps its value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const template = parseTemplate(`\${{ '${text.replaceAll("'", "''")}' }}`)
      if (template === undefined || 'error' in template) throw new Error('not read')
      const [part] = template.parts
      expect(template.whole).toBe(true)
      expect(typeof part === 'object' && evaluate(part, {})).toBe(text)
    }),
  )
})

test('text around expressions does not change', () => {
  const plain = fc.string().filter((text) => !text.includes('$'))
  fc.assert(
    fc.property(fc.array(fc.tuple(plain, fc.integer()), { minLength: 1 }), plain, (pieces, end) => {
      const template = parseTemplate(`${pieces.map(([text, number]) => `${text}\${{ ${number} }}`).join('')}${end}`)
      if (template === undefined || 'error' in template) throw new Error('not read')
      const back = template.parts.map((part) => (typeof part === 'string' ? part : String(evaluate(part, {})))).join('')
      expect(back).toBe(`${pieces.map(([text, number]) => `${text}${number}`).join('')}${end}`)
    }),
  )
})

test('thousands of nested calls are refused without a stack overflow', () => {
  for (const text of [`${'('.repeat(5000)}1${')'.repeat(5000)}`, `${'!'.repeat(5000)}true`, `1${' || 1'.repeat(50_000)}`])
    expect(parseTemplate(`\${{ ${text} }}`)).toMatchObject({ error: { message: 'this expression is nested too deeply' } })
})
