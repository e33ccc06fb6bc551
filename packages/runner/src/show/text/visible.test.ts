import { expect, test } from 'vitest'
import { brief, visible, visibleLines } from './visible.ts'

test.each([
  ['a\n::set-output name=x::y', 'a↵::set-output name=x::y'],
  ['a\r\n##[error]b', 'a\uFFFD↵##[error]b'],
  ['\u001B[2J\u001B]0;title\u0007', '\uFFFD[2J\uFFFD]0;title\uFFFD'],
  ['a\u2028b\u0085c\u000Bd', 'a\uFFFDb\uFFFDc\uFFFDd'],
  ['gpj.\u202Etxt', 'gpj.\uFFFDtxt'],
  ['a\tb, Grüße, 世界, 👩‍🚀', 'a\tb, Grüße, 世界, 👩‍🚀'],
])('shows %j as one line', (text, shown) => {
  expect(visible(text)).toBe(shown)
  expect(visible(text)).toHaveLength(text.length)
})

test('keeps line breaks in a text of several lines', () => {
  expect(visibleLines('a\r\nb\u001B[2J\nc')).toBe('a\nb\uFFFD[2J\nc')
})

test('cuts a long text, and adds its length', () => {
  expect(brief(`${'x'.repeat(100_000)}`)).toBe(`${'x'.repeat(1000)}... (100,000 characters)`)
  expect(brief('short')).toBe('short')
})
