import { expect, test } from 'vitest'
import type { RunEvent } from '../../run/run-event.ts'
import { spansByJob } from './build-report.ts'

const START = Date.UTC(2026, 0, 1)

function at(seconds: number, event: Record<string, unknown>): RunEvent {
  return { at: new Date(START + seconds * 1000).toISOString(), run: 'r', job: 'hero', ...event } as unknown as RunEvent
}

function phases(events: readonly RunEvent[]) {
  return (spansByJob(events, START).get('hero') ?? []).map(({ phase, fromMs, toMs }) => [
    phase,
    (fromMs - START) / 1000,
    toMs === undefined ? undefined : (toMs - START) / 1000,
  ])
}

test('a job waits, is queued, renders, downloads', () => {
  const events = [
    at(2, { event: 'job.submitted' }),
    at(3, { event: 'job.state', state: 'queued' }),
    at(5, { event: 'job.state', state: 'rendering' }),
    at(9, { event: 'job.state', state: 'downloading' }),
    at(10, { event: 'job.done' }),
  ]
  expect(phases(events)).toEqual([
    ['waiting', 0, 2],
    ['queued', 2, 5],
    ['rendering', 5, 9],
    ['downloading', 9, 10],
  ])
})

test('a retry shows as waiting, then as another try', () => {
  const events = [
    at(0, { event: 'job.submitted' }),
    at(4, { event: 'job.retry' }),
    at(6, { event: 'job.submitted' }),
    at(8, { event: 'job.failed' }),
  ]
  expect(phases(events)).toEqual([
    ['queued', 0, 4],
    ['waiting', 4, 6],
    ['queued', 6, 8],
  ])
})

test('a span that has not ended has no end', () => {
  expect(phases([at(1, { event: 'job.submitted' })])).toEqual([
    ['waiting', 0, 1],
    ['queued', 1, undefined],
  ])
})

test('leaves out jobs that only waited', () => {
  const events = [
    at(1, { event: 'job.cached' }),
    at(2, { event: 'job.blocked', job: 'other' }),
    at(3, { event: 'run.finished', job: undefined }),
  ]
  expect(spansByJob(events.slice(0, 2), START).size).toBe(0)
})
