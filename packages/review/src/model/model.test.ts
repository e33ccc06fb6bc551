import { expect, test } from 'vitest'
import { sampleReport } from '../../test/harness/sample-report.ts'
import { moveIn } from './layout.ts'
import { acrossAxes, compareSets, matrixAxes, matrixOf } from './matrix.ts'
import { needingAttention, sectionsOf } from './sections.ts'
import { heightOf, shapeOf, sheetRows } from './sheet-rows.ts'
import { offsetsOf, windowRows } from './window-rows.ts'

const { clips } = sampleReport({ rows: 10 })
const social = clips.filter(({ job }) => job === 'social')

test('sections are jobs in the order of the manifest; jobs of one clip share one', () => {
  expect(sectionsOf(clips, 'job').map(({ title, clips: own }) => [title, own.length])).toEqual([
    ['hero, hero-long', 2],
    ['social', 24],
    ['catalogue', 10],
  ])
  expect(sectionsOf(clips, 'tag').map(({ title }) => title)).toEqual(['no tag', 'social', 'catalogue'])
  expect(sectionsOf(clips, 'none')).toHaveLength(1)
  expect(sectionsOf([], 'none')).toEqual([])
})

test('failed clips come before those that wait for a pick; blocked clips are left out', () => {
  const waiting = {
    ...social[0],
    id: 'waits',
    state: 'waiting',
    problem: { message: 'waits', awaits: 'hero', commands: [] },
  } as (typeof clips)[number]
  expect(needingAttention([waiting, ...clips]).map(({ id }) => id)).toEqual(['hero-long', 'waits'])
})

test('a matrix has one axis in columns and the others in rows', () => {
  expect(matrixAxes(social)).toEqual(['ratio', 'look', 'take'])
  const { columns, rows } = matrixOf(social, 'ratio')
  expect(columns).toEqual(['16:9', '9:16', '1:1'])
  expect(rows).toHaveLength(8)
  expect(rows[0]?.title).toBe('look anime · take 1')
  expect(
    matrixOf(social.slice(1), 'ratio')
      .rows.flatMap(({ cells }) => cells)
      .filter((cell) => cell === undefined),
  ).toHaveLength(1)
})

test('axes with many values never become columns', () => {
  const rows = sampleReport({ rows: 60 }).clips.filter(({ job }) => job === 'catalogue')
  expect(acrossAxes(rows)).toEqual([])
  expect(acrossAxes(social)).toEqual(['ratio', 'look', 'take'])
})

test('a clip is compared with those that differ in one axis only', () => {
  const [first] = social
  if (first === undefined) throw new Error('no clip')
  expect(compareSets(first, clips).map(({ axis, clips: set }) => [axis, set.length])).toEqual([
    ['take', 2],
    ['ratio', 3],
    ['look', 4],
  ])
  const [hero] = clips
  expect(hero === undefined ? undefined : compareSets(hero, clips)).toEqual([])
})

test('rows fill the width, and only those in view are made', () => {
  const shape = shapeOf(1000)
  expect(shape.columns).toBe(4)
  expect(shapeOf(360).columns).toBe(2)
  const rows = sheetRows(sectionsOf(clips, 'none'), [], shape.columns)
  expect(rows).toHaveLength(9)
  const offsets = offsetsOf(rows.map((row) => heightOf(row, shape)))
  const { first, last } = windowRows(offsets, { top: 500, height: 400, overscan: 0 })
  expect(offsets[first]).toBeLessThanOrEqual(500)
  expect(offsets[last]).toBeGreaterThanOrEqual(900)
  expect(last - first).toBeLessThan(5)
  expect(windowRows(offsetsOf([]), { top: 0, height: 400, overscan: 100 })).toEqual({ first: 0, last: 0 })
})

test('steps lead through rows of different lengths, and stop at the ends', () => {
  const layout = [['a', 'b', 'c'], [], ['d'], ['e', 'f', 'g']]
  expect(moveIn(layout, undefined, 'next')).toBe('a')
  expect(moveIn(layout, 'c', 'next')).toBe('d')
  expect(moveIn(layout, 'c', 'down')).toBe('d')
  expect(moveIn(layout, 'd', 'down')).toBe('e')
  expect(moveIn(layout, 'g', 'next')).toBe('g')
  expect(moveIn(layout, 'a', 'previous')).toBe('a')
  expect(moveIn(layout, 'gone', 'next')).toBe('a')
  expect(moveIn([], undefined, 'next')).toBe(undefined)
})
