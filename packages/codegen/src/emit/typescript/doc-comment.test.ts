import { expect, test } from 'vitest'
import { docComment } from './syntax.ts'

test('paragraphs become a comment, empty ones nothing', () => {
  expect(docComment(['One line.'], 2)).toBe('  /** One line. */\n')
  expect(docComment(['First.', undefined, ' ', 'Second,\nover two lines.'])).toBe(
    '/**\n * First.\n *\n * Second,\n * over two lines.\n */\n',
  )
  expect(docComment([undefined, ''])).toBe('')
})

test('text cannot end its comment', () => {
  expect(docComment(['a */ code() /*']).match(/\*\//g)).toHaveLength(1)
})
