import { expect, test } from 'vitest'
import { splitList } from './dispatch.ts'

test.each([
  ['hero', ['hero']],
  ['hero, social*', ['hero', 'social*']],
  ['social[ratio=16:9,look=clay]#2,hero', ['social[ratio=16:9,look=clay]#2', 'hero']],
  ['{a,b},c', ['{a,b}', 'c']],
  [',', []],
])('%s', (text, entries) => {
  expect(splitList(text)).toEqual(entries)
})
