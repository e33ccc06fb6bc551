import { expect, test } from 'vitest'
import { sampleReport } from '../../test/harness/sample-report.ts'
import { facetsOf } from './facets.ts'
import { filterClips, NO_FILTERS, readFilters, toggled, writeFilters } from './filters.ts'

const { clips } = sampleReport({ rows: 10 })
function markOf() {
  return 'open' as const
}
function count(filters: Parameters<typeof toggled>[0]) {
  return filterClips(clips, { filters, markOf }).length
}

test('values of one facet add clips, other facets remove clips', () => {
  const nine = toggled(NO_FILTERS, 'axis:ratio', '9:16')
  expect(count(nine)).toBe(8)
  expect(count(toggled(nine, 'axis:ratio', '1:1'))).toBe(16)
  expect(count(toggled(nine, 'axis:look', 'clay'))).toBe(2)
  expect(count(toggled(nine, 'provider', 'acedata'))).toBe(0)
  expect(toggled(nine, 'axis:ratio', '9:16')).toEqual(NO_FILTERS)
})

test('a search needs all its words, in any field and any case', () => {
  expect(count({ ...NO_FILTERS, search: 'GLACIER hero' })).toBe(1)
  expect(count({ ...NO_FILTERS, search: 'task-1' })).toBeGreaterThan(0)
  expect(count({ ...NO_FILTERS, search: 'glacier clay' })).toBe(0)
})

test('a facet counts the clips that the other facets leave', () => {
  const facets = facetsOf(clips, { filters: toggled(NO_FILTERS, 'job', 'social'), markOf })
  const valuesOf = (id: string) => facets.find((facet) => facet.id === id)?.values.map(({ value, count: left }) => [value, left])
  expect(valuesOf('job')).toEqual([
    ['hero', 1],
    ['hero-long', 1],
    ['social', 24],
    ['catalogue', 10],
  ])
  expect(valuesOf('provider')).toEqual([
    ['pixverse', 24],
    ['acedata', 0],
  ])
  expect(valuesOf('state')?.[0]).toEqual(['failed', 0])
})

test('facets with one value are left out', () => {
  const facets = facetsOf(clips.slice(0, 1), { filters: NO_FILTERS, markOf })
  expect(facets.map(({ id }) => id)).toEqual(['state'])
})

test('filters are restored from a URL', () => {
  const filters = { ...toggled(toggled(NO_FILTERS, 'axis:ratio', '9:16'), 'tag', 'a&b'), search: 'two words' }
  expect(readFilters(writeFilters(filters))).toEqual(filters)
  expect(writeFilters(NO_FILTERS)).toBe('')
})
