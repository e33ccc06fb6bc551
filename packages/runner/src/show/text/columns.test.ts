import { expect, test } from 'vitest'
import { alignColumns } from './columns.ts'

const ROWS = [
  ['key', 'where keys of this provider are made, at length'],
  ['limits', 'none'],
]

test('aligns columns, and leaves the last at any length', () => {
  expect(alignColumns(ROWS, { indent: 2 })).toBe('  key     where keys of this provider are made, at length\n  limits  none\n')
})

test('wraps the last column on a terminal', () => {
  expect(alignColumns(ROWS, { indent: 2, columns: 40 })).toBe(
    '  key     where keys of this provider\n          are made, at length\n  limits  none\n',
  )
})

test('leaves a last column as it is if it has no room', () => {
  const wide = [['x'.repeat(50), 'five short words stand here']]
  expect(alignColumns(wide, { columns: 60 })).toBe(`${'x'.repeat(50)}  five short words stand here\n`)
})
