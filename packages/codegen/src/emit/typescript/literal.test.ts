import { expect, test } from 'vitest'
import { literal } from './syntax.ts'

const value = {
  plain: 'text',
  quotes: `it's "quoted" \\ and
broken \u2028`,
  list: Array.from({ length: 40 }, (_, index) => index * 1000),
  nested: { 'a-b': [null, true, 1.5], empty: {}, none: [] },
}

test('a literal evaluates to the value it was made of', () => {
  expect(new Function(`return ${literal(value)}`)()).toEqual(value)
})

test('what fits stands on one line, what does not is broken up', () => {
  expect(literal({ a: [1, 2], b: undefined, c: 'x' })).toBe("{ a: [1, 2], c: 'x' }")
  expect(literal(value).split('\n').length).toBeGreaterThan(40)
})

test('no key sets a prototype', () => {
  const made = new Function(`return ${literal(JSON.parse('{"__proto__":{"a":1}}'))}`)() as object
  expect(Object.keys(made)).toEqual(['__proto__'])
  expect(Object.getPrototypeOf(made)).toBe(Object.prototype)
})
