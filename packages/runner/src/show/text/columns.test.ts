import { expect, test } from 'vitest'
import { alignColumns } from './columns.ts'

const ROWS = [
  ['key', 'where keys of this provider are made, at length'],
  ['limits', 'none'],
]

test('columns are aligned, and the last is of any length', () => {
  expect(alignColumns(ROWS, { indent: 2 })).toBe('  key     where keys of this provider are made, at length\n  limits  none\n')
})

test('on a terminal the last column goes on below itself', () => {
  expect(alignColumns(ROWS, { indent: 2, columns: 40 })).toBe(
    '  key     where keys of this provider\n          are made, at length\n  limits  none\n',
  )
})

test('a last column without room is left as it is', () => {
  const wide = [['x'.repeat(50), 'five short words stand here']]
  expect(alignColumns(wide, { columns: 60 })).toBe(`${'x'.repeat(50)}  five short words stand here\n`)
})
