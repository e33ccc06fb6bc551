import { expect, test } from 'vitest'
import { suggest } from './suggest.ts'

test.each([
  ['lenght', ['length', 'light'], 'length'],
  ['Aspect-Ratio', ['aspect_ratio', 'duration'], 'aspect_ratio'],
  ['text-to-vidoe', ['text-to-video', 'image-to-video'], 'text-to-video'],
  ['v55', ['v5', 'v5.5', 'v6'], 'v5'],
  ['qualty', ['quality'], 'quality'],
  ['xyz', ['quality', 'model'], undefined],
  ['a', [], undefined],
])('%s of %j', (name, known, expected) => {
  expect(suggest(name, known)).toBe(expected)
})

test('only the beginnings of long names are compared', () => {
  const near = `${'x'.repeat(999_999)}y`
  // Compared letter by letter, these names would take hours.
  expect(suggest('x'.repeat(1_000_000), [near])).toBe(near)
})
