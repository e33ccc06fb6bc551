import { expect, test } from 'vitest'
import { STARTED_MS, sampleReport } from '../../test/harness/sample-report.ts'
import { loadOf, ticksOf, timelineOf } from './timeline.ts'

const report = sampleReport({ rows: 10 })
const [run] = report.runs
if (run === undefined) throw new Error('no run')

test('rows are the jobs with a phase in the run', () => {
  const { rows, fromMs, toMs } = timelineOf(report.clips, { run, nowMs: 0, order: 'start' })
  expect(rows).toHaveLength(report.clips.length - 1)
  expect(fromMs).toBe(STARTED_MS)
  expect(toMs).toBe(Math.max(...rows.map(({ endMs }) => endMs)))
  expect(timelineOf(report.clips, { run: { ...run, id: 'other' }, nowMs: 0, order: 'start' }).rows).toEqual([])
})

test('an unfinished phase lasts until now while the run is active', () => {
  const { endedMs: _ended, ...running } = run
  const [clip] = report.clips
  if (clip === undefined) throw new Error('no clip')
  const lasting = { ...clip, timeline: { [run.id]: [{ phase: 'rendering' as const, fromMs: STARTED_MS }] } }
  expect(timelineOf([lasting], { run: running, nowMs: STARTED_MS + 5000, order: 'start' }).rows[0]?.endMs).toBe(STARTED_MS + 5000)
})

test('the longest first', () => {
  const { rows } = timelineOf(report.clips, { run, nowMs: 0, order: 'length' })
  const work = rows.map(({ spans }) =>
    spans.filter(({ phase }) => phase !== 'waiting').reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
  )
  expect(work).toEqual(work.toSorted((a, b) => b - a))
})

test('the load counts the jobs in each phase, and none at the end', () => {
  const timeline = timelineOf(report.clips, { run, nowMs: 0, order: 'start' })
  const points = loadOf(timeline, 50)
  expect(Math.max(...points.map(({ count }) => count))).toBeGreaterThan(3)
  expect(points.some(({ phase }) => phase === 'waiting')).toBe(false)
})

test('ticks are at round times', () => {
  expect(ticksOf(100_000)).toEqual([0, 15_000, 30_000, 45_000, 60_000, 75_000, 90_000])
  expect(ticksOf(900).length).toBeLessThan(9)
})
