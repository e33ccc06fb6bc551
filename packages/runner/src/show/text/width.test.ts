import { headOf, tailOf, widthOf } from '@shotlist/codegen/text'
import { expect, test } from 'vitest'
import { alignColumns, fit } from './columns.ts'

const FLAG = '🇩🇪'
const FAMILY = '👩‍👩‍👧'

test.each([
  ['cafe\u0301', 4],
  ['Gru\u0308\u00DFe', 5],
  ['世界', 4],
  ['한국', 4],
  ['\u1112\u1161\u11ab', 2],
  ['👩‍🚀', 2],
  [FLAG, 2],
  [FAMILY, 2],
  ['❤️', 2],
  ['⌚', 2],
  ['ｱ', 1],
  ['\u001B[31mred\u001B[39m', 3],
])('%s takes %i columns', (text, columns) => {
  expect(widthOf(text)).toBe(columns)
})

test('columns stand below each other whatever is written in them', () => {
  const names = ['plain', 'cafe\u0301', '世界', FAMILY, `${FLAG} team`, '\u001B[31mred\u001B[39m']
  const lines = alignColumns(names.map((name) => [name, '|']))
    .split('\n')
    .slice(0, -1)
  expect(new Set(lines.map((line) => widthOf(line.slice(0, line.indexOf('|')))))).toEqual(new Set([9]))
})

test('a cut leaves what a terminal shows as one character whole', () => {
  expect(fit(`ab${FAMILY}cd`, 4)).toBe('ab…')
  expect(fit(`ab${FAMILY}cd`, 5)).toBe(`ab${FAMILY}…`)
  expect(fit('cafe\u0301 noir', 5)).toBe('cafe\u0301…')
  expect(fit('\u001B[31m世界世界\u001B[39m!', 6)).toBe('\u001B[31m世界…\u001B[0m')
  expect(headOf('世界', 3)).toBe('世')
  expect(tailOf('世界', 3)).toBe('界')
})
