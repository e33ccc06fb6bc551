import { expect, test } from 'vitest'
import { splitColumns } from './columns.ts'

const ROWS = [
  ['model', 'short', 'somewhat longer', 'last'],
  ['v5', '5, 8', 'yes', 'no'],
]

test('a table that fits stays whole', () => {
  expect(splitColumns(ROWS, undefined)).toEqual([ROWS])
  expect(splitColumns(ROWS, 35)).toEqual([ROWS])
})

test('a wider one becomes several, each of which begins with the first column', () => {
  expect(splitColumns(ROWS, 29)).toEqual([
    [
      ['model', 'short', 'somewhat longer'],
      ['v5', '5, 8', 'yes'],
    ],
    [
      ['model', 'last'],
      ['v5', 'no'],
    ],
  ])
  expect(splitColumns(ROWS, 5)).toHaveLength(3)
})

test('no table is none', () => {
  expect(splitColumns([], 80)).toEqual([[]])
})
