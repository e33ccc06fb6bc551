import { expect, test } from 'vitest'
import { excerptOf } from './excerpt.ts'

const words = 'word '.repeat(100)

test('a short line is shown whole, and of a long one the part around a place', () => {
  expect(excerptOf('a: b', 3)).toEqual({ text: 'a: b', at: 3 })
  const { text, at } = excerptOf(`${words}HERE ${words}`, words.length)
  expect(text).toMatch(/^… word .* word …$/)
  expect(text.slice(at, at + 4)).toBe('HERE')
  expect(text.length).toBeLessThanOrEqual(162)
})

test('a word that the cut goes through is left out', () => {
  const key = 'sk-0123456789'.repeat(30)
  expect(excerptOf(`key: ${key}`, 5)).toEqual({ text: 'key: …', at: 5 })
  expect(excerptOf(`${words}${key} HERE`, words.length + key.length + 1)).toEqual({ text: '… HERE', at: 2 })
  expect(excerptOf(`${words}${key}`, words.length + 90).text).not.toContain('0123')
})

test('a long line of letters beyond ASCII is cut where it is', () => {
  expect(excerptOf('文'.repeat(500), 250)).toEqual({ text: `…${'文'.repeat(160)}…`, at: 61 })
})
