import { expect, test } from 'vitest'
import type { JobEvent } from '../../run/run-event.ts'
import type { JobRecord } from '../../store/journal/records.ts'
import { type ClipFacts, clipState } from './clip-state.ts'

function record(state: Record<string, unknown>) {
  return { id: 'hero', state } as unknown as JobRecord
}
function word(given: Record<string, unknown>) {
  return { job: 'hero', ...given } as unknown as JobEvent
}
function known(given: Partial<ClipFacts>): ClipFacts {
  return {
    record: undefined,
    lock: undefined,
    lastEvent: undefined,
    isRunning: false,
    isPresent: true,
    ...given,
  }
}

test.each([
  ['planned', {}],
  ['waiting', { isRunning: true }],
  ['blocked', { lastEvent: word({ event: 'job.blocked', reason: 'dependency' }) }],
  ['waiting', { lastEvent: word({ event: 'job.blocked', reason: 'pick' }) }],
  ['done', { lock: {} as ClipFacts['lock'] }],
  ['missing', { lock: {} as ClipFacts['lock'], isPresent: false }],
  ['done', { record: record({ phase: 'done' }) }],
  ['missing', { record: record({ phase: 'done' }), isPresent: false }],
  ['failed', { record: record({ phase: 'failed' }) }],
  ['uncertain', { record: record({ phase: 'uncertain' }) }],
  ['queued', { record: record({ phase: 'sent' }) }],
  ['queued', { record: record({ phase: 'rendering' }) }],
  ['rendering', { record: record({ phase: 'rendering' }), lastEvent: word({ event: 'job.state', state: 'rendering' }) }],
  ['downloading', { record: record({ phase: 'fetching' }) }],
  ['failed', { record: record({ phase: 'fetching' }), lastEvent: word({ event: 'job.failed' }) }],
] satisfies [string, Partial<ClipFacts>][])('%s', (state, given) => {
  expect(clipState(known(given))).toBe(state)
})
