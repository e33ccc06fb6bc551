import { afterEach, expect, test, vi } from 'vitest'
import type { RunEvent, RunEventBody } from '../../run/run-event.ts'
import { plainReporter } from './plain-reporter.ts'
import { summaryReporter } from './summary-reporter.ts'

function event(body: RunEventBody): RunEvent {
  return { at: '2026-11-20T00:00:00.000Z', run: 'r', ...body }
}
function plain(_: string, text: string) {
  return text
}

const started = event({
  event: 'run.started',
  name: 'launch',
  manifest: 'launch.yaml',
  jobs: 12,
  cached: 0,
  resumed: 0,
  to_submit: 12,
  estimate: { credits: 1.2, usd: 1.2, unknown: 0 },
})
const submitted = event({ event: 'job.submitted', job: 'a', provider: 'p', task_id: '1', key: 'k', credits: 0.1, attempt: 1, cause: 'new' })
function failed(job: string) {
  return event({ event: 'job.failed', job, class: 'network', code: 'network', message: 'no way there', hint: 'look', resumable: false })
}

afterEach(() => vi.useRealTimers())

test('numbers the ends of jobs, leaves out submissions, and writes a line after a silent minute', () => {
  vi.useFakeTimers()
  let text = ''
  const reporter = plainReporter({ write: (more) => (text += more) }, { paint: plain, unit: 'PTC', now: () => Date.now() })
  for (const each of [started, submitted]) reporter.event(each)
  vi.advanceTimersByTime(60_000)
  reporter.event(event({ event: 'job.done', job: 'a', file: 'renders/a.mp4' }))
  reporter.end()
  vi.advanceTimersByTime(600_000)
  expect(text.split('\n')).toEqual([
    'launch: 12 to render, for about 1.2 PTC ($1.20)',
    '[ 0/12] 1 running, 11 waiting, after 60 s',
    '[ 1/12] done       a  renders/a.mp4',
    '',
  ])
})

test('the summary lists equal failures once, with their clips', () => {
  let text = ''
  const reporter = summaryReporter(
    { write: (more) => (text += more) },
    { paint: plain, unit: 'PTC', command: 'shotlist run', spent: 'spent' },
  )
  const counts = { done: 3, cached: 0, failed: 9, blocked: 0, uncertain: 0, waiting: 0 }
  for (const job of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']) reporter.event(failed(job))
  reporter.event(event({ event: 'run.finished', outcome: 'failed', counts, credits: 0.3, usd: 0.3, unknown: 0, seconds: 4 }))
  reporter.end()
  expect(text).toBe(`
3 done, 9 failed in 4 s; spent 0.3 PTC ($0.30)

failed:
  9 clips: no way there (network)
    a, b, c, d, e, f and 3 more
    = look

Finished clips are kept. Continue with: shotlist run
`)
})

test('announces a stop once, also without a live view', () => {
  let text = ''
  const stop = new AbortController()
  const words = { paint: plain, unit: 'PTC', now: () => Date.now(), signal: stop.signal }
  const reporter = plainReporter({ write: (more) => (text += more) }, words)
  reporter.event(started)
  stop.abort()
  reporter.end()
  expect(text.match(/^stopping: .* wait up to a minute for their response\.$/gm)).toHaveLength(1)
  expect(text).toContain('A second signal (Ctrl-C) ends at once: the next run then repeats')
})
