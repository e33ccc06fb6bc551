import { expect, test } from 'vitest'
import { TaskLengths } from './provider-session.ts'

test('the first poll of a task is just before the shortest recent duration of its operation', () => {
  const lengths = new TaskLengths()
  expect(lengths.firstPoll('text-to-video', 5000)).toBe(5000)
  for (const ms of [40_000, 30_000, 50_000]) lengths.note('text-to-video', ms)
  expect(lengths.firstPoll('text-to-video', 5000)).toBe(27_000)
  expect(lengths.firstPoll('extend', 5000)).toBe(5000)
})

test('the first poll is not earlier than the document says', () => {
  const lengths = new TaskLengths()
  lengths.note('text-to-video', 100)
  expect(lengths.firstPoll('text-to-video', 5000)).toBe(5000)
})

test('old durations are forgotten', () => {
  const lengths = new TaskLengths()
  lengths.note('text-to-video', 10_000)
  for (let nth = 0; nth < 20; nth += 1) lengths.note('text-to-video', 60_000)
  expect(lengths.firstPoll('text-to-video', 5000)).toBe(54_000)
})
