import { expect, test } from 'vitest'
import type { RunEvent, RunEventBody } from '../../run/run-event.ts'
import { ratioText } from './amount-text.ts'
import { eventLine } from './event-line.ts'
import { liveReporter } from './live/live-reporter.ts'
import { filesReporter } from './plain-reporter.ts'
import { summaryReporter } from './summary-reporter.ts'

function event(body: RunEventBody): RunEvent {
  return { at: '2026-11-20T00:00:00.000Z', run: 'r', ...body }
}
const started = event({
  event: 'run.started',
  name: 'launch',
  manifest: 'launch.yaml',
  jobs: 2,
  cached: 0,
  resumed: 0,
  to_submit: 2,
  estimate: { credits: 90, usd: 0.9, unknown: 0 },
})
const done = event({ event: 'job.done', job: 'a', file: 'renders/a.mp4', bytes: 85_000, width: 1280, height: 720, seconds: 5 })
const failed = event({
  event: 'job.failed',
  job: 'b',
  class: 'moderation',
  code: '1',
  message: 'a <b> & "c"\u0007',
  hint: 'change it',
  resumable: false,
})
const COUNTS = { done: 1, cached: 0, failed: 1, blocked: 0, uncertain: 0, waiting: 0 }
const finished = event({ event: 'run.finished', outcome: 'failed', counts: COUNTS, credits: 45, usd: 0.45, unknown: 0, seconds: 12.3 })
function plain(_: string, text: string) {
  return text
}
const WORDS = { paint: plain, unit: 'credit' }

test('a line has what a person needs, and no control characters', () => {
  expect(eventLine(started, WORDS)).toBe('launch: 2 to render, for about 90 credits ($0.90)')
  expect(eventLine(done, WORDS)).toBe('done       a  renders/a.mp4  1280x720, 5 s, 85 kB')
  expect(eventLine(failed, WORDS)).not.toContain('\u0007')
})

test('the summary counts jobs, lists failures with their hints, and says how to continue', () => {
  let text = ''
  const reporter = summaryReporter({ write: (more) => (text += more) }, { ...WORDS, command: 'shotlist run', spent: 'spent' })
  for (const each of [started, done, failed, finished]) reporter.event(each)
  reporter.end()
  expect(text).toContain('1 done, 1 failed in 12 s; spent 45 credits ($0.45)')
  expect(text).toContain('= change it')
  expect(text).toContain('Continue with: shotlist run')
})

test('the list of files leaves out columns on a narrow terminal', () => {
  let text = ''
  const out = { write: (more: string) => (text += more), isTTY: true, columns: 40 }
  const reporter = filesReporter(out, plain)
  reporter.event(done)
  reporter.end()
  expect(text).toBe('\nfile           size      ratio  length\nrenders/a.mp4  1280x720  16:9   5.00 s\n')
})

test('the live view shows the cursor again at its end', () => {
  let text = ''
  const out = { write: (more: string) => (text += more), isTTY: true, columns: 40, rows: 24 }
  const reporter = liveReporter(out, { ...WORDS, usdPerUnit: 0.01, spent: 'spent', now: () => 0, signal: new AbortController().signal })
  for (const each of [started, done, failed, finished]) reporter.event(each)
  reporter.end()
  expect(text.startsWith('\u001B[?25l')).toBe(true)
  expect(text.endsWith('\u001B[?25h')).toBe(true)
})

test.each([
  [1280, 720, '16:9'],
  [540, 960, '9:16'],
  [864, 480, '16:9'],
  [1000, 540, '1.85:1'],
  [1024, 1024, '1:1'],
])('%i x %i is %s', (width, height, ratio) => {
  expect(ratioText(width, height)).toBe(ratio)
})
