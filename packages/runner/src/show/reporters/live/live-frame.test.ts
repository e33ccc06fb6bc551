import { describe, expect, test } from 'vitest'
import type { RunEvent, RunEventBody } from '../../../run/run-event.ts'
import { type FrameOptions, liveFrame, timeLeftMs } from './live-frame.ts'
import { Progress } from './progress.ts'

function event(body: RunEventBody): RunEvent {
  return { at: '2026-11-20T00:00:00.000Z', run: 'r', ...body }
}

/** A run of jobs of ten credits each, with the given numbers done, running and failed. */
function progressOf({ jobs, done, running, failed = 0 }: { jobs: number; done: number; running: number; failed?: number }): Progress {
  const progress = new Progress(() => 0)
  const estimate = { credits: jobs * 10, usd: jobs / 10, unknown: 0 }
  const facts = { name: 'launch', manifest: 'launch.yaml', jobs, cached: 0, resumed: 0, to_submit: jobs, estimate }
  progress.note(event({ event: 'run.started', ...facts }))
  for (let nth = 0; nth < done + failed + running; nth += 1) {
    const job = `clip${nth}`
    progress.note(event({ event: 'job.submitted', job, provider: 'tiny', task_id: '1', key: 'k', credits: 10, attempt: 1, cause: 'new' }))
    if (nth < done) progress.note(event({ event: 'job.done', job }))
    else if (nth < done + failed)
      progress.note(event({ event: 'job.failed', job, class: 'network', code: 'network', message: `line\nbreak ${nth}`, resumable: false }))
  }
  return progress
}

const options: FrameOptions = {
  paint: (_, text) => text,
  nowMs: 60_000,
  columns: 80,
  rows: 24,
  unit: 'credit',
  usdPerUnit: 0.01,
  spent: 'spent',
  isStopping: false,
}

describe('a frame', () => {
  test('shows the progress, the cost, and the jobs that run', () => {
    expect(liveFrame(progressOf({ jobs: 10, done: 5, running: 2, failed: 1 }), options)).toEqual([
      'launch  5 done, 1 failed, 2 running, 2 waiting',
      '━━━━━━━━━━━━━━━━━━━━━━━━────────────────   60 %  60 s, about 25 s left',
      'spent 80 of about 100 credits ($0.80 of $1.00)',
      '',
      '  submitted          60 s  clip6',
      '  submitted          60 s  clip7',
      '',
      '  failed       clip5: line break 5 (network)',
    ])
  })

  test('a job shows how far its task is, until that is no longer known', () => {
    const progress = progressOf({ jobs: 1, done: 0, running: 1 })
    progress.note(event({ event: 'job.state', job: 'clip0', state: 'rendering', progress: 0.29 }))
    expect(liveFrame(progress, options).slice(4)).toEqual(['  rendering          60 s  clip0  29 %'])
    progress.note(event({ event: 'job.state', job: 'clip0', state: 'downloading' }))
    expect(liveFrame(progress, options).slice(4)).toEqual(['  downloading        60 s  clip0'])
  })

  test('a job that waits for a retry is shown after those that run', () => {
    const progress = progressOf({ jobs: 4, done: 0, running: 2 })
    progress.note(event({ event: 'job.retry', job: 'clip0', class: 'busy', code: 'busy', message: 'no free slot', delay_seconds: 3 }))
    const frame = liveFrame(progress, options)
    expect(frame[0]).toBe('launch  1 running, 3 waiting')
    expect(frame.slice(4)).toEqual(['  submitted          60 s  clip1', '  waits              60 s  clip0'])
  })

  test.each([
    [80, 24, 10_000],
    [200, 50, 10_000],
    [40, 10, 5000],
    [20, 5, 50],
  ])('fits into %i x %i with %i jobs', (columns, rows, jobs) => {
    const frame = liveFrame(progressOf({ jobs, done: jobs / 2, running: jobs / 4, failed: 10 }), { ...options, columns, rows })
    expect(frame.length).toBeLessThan(Math.max(rows, 7))
    expect(frame.join('\n')).toContain('more')
  })

  test('does not add up different units; names clips of unknown price', () => {
    const progress = progressOf({ jobs: 4, done: 2, running: 1 })
    expect(liveFrame(progress, { ...options, unit: undefined, usdPerUnit: undefined })[2]).toBe('spent amounts in several units')
    progress.estimate = { credits: 0, usd: 0, unknown: 4 }
    progress.credits = 0
    expect(liveFrame(progress, options)[2]).toBe('spent nothing; 4 clips of unknown price')
  })

  test('shows that the run is stopping', () => {
    expect(liveFrame(progressOf({ jobs: 2, done: 0, running: 1 }), { ...options, isStopping: true })[2]).toContain('stopping')
  })
})

test.each([
  [{ ended: 0, running: 5, waiting: 5, elapsedMs: 5000 }, undefined],
  [{ ended: 5, running: 0, waiting: 5, elapsedMs: 10_000 }, 10_000],
  [{ ended: 2, running: 4, waiting: 0, elapsedMs: 10_000 }, 5000],
  [{ ended: 10, running: 0, waiting: 0, elapsedMs: 10_000 }, 0],
])('time left of %o is %s', (pace, expected) => {
  expect(timeLeftMs(pace)).toBe(expected)
})
