import { expect, test } from 'vitest'
import { splitColumns } from './columns.ts'

const ROWS = [
  ['model', 'short', 'somewhat longer', 'last'],
  ['v5', '5, 8', 'yes', 'no'],
]

test('does not split a table that fits', () => {
  expect(splitColumns(ROWS, undefined)).toEqual([ROWS])
  expect(splitColumns(ROWS, 35)).toEqual([ROWS])
})

test('splits a wider one into several, each with the first column', () => {
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

test('splits an empty table into nothing', () => {
  expect(splitColumns([], 80)).toEqual([[]])
})
