import { expect, test } from 'vitest'
import { unwrapped } from './markdown.ts'

test('lines of a paragraph are joined, paragraphs and lists are kept', () => {
  expect(unwrapped('The model. v6 is\nnew; v5\n  is not.\n\nSecond\nparagraph:\n- one\n- two\n')).toBe(
    'The model. v6 is new; v5 is not.\n\nSecond paragraph:\n- one\n- two',
  )
})
