import { expect, test } from 'vitest'
import { TaskLengths } from './provider-session.ts'

test('a task is first read just before the fastest of its kind of late was finished', () => {
  const lengths = new TaskLengths()
  expect(lengths.firstRead('text-to-video', 5000)).toBe(5000)
  for (const ms of [40_000, 30_000, 50_000]) lengths.note('text-to-video', ms)
  expect(lengths.firstRead('text-to-video', 5000)).toBe(27_000)
  expect(lengths.firstRead('extend', 5000)).toBe(5000)
})

test('and never before the document says', () => {
  const lengths = new TaskLengths()
  lengths.note('text-to-video', 100)
  expect(lengths.firstRead('text-to-video', 5000)).toBe(5000)
})

test('what took less time long ago is forgotten', () => {
  const lengths = new TaskLengths()
  lengths.note('text-to-video', 10_000)
  for (let nth = 0; nth < 20; nth += 1) lengths.note('text-to-video', 60_000)
  expect(lengths.firstRead('text-to-video', 5000)).toBe(54_000)
})
