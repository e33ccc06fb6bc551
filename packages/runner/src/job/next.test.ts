import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Failure, FailureClass } from '../errors/failure-classes.ts'
import type { JobState, StepEvent } from './job-state.ts'
import { next, type StepPolicy } from './next.ts'

function failure(kind: FailureClass, retryable = true): Failure {
  return { class: kind, code: 'x', message: 'x', retryable }
}
const KEYED: StepPolicy = { idempotent: true, retries: { others: 1 } }
const KEYLESS: StepPolicy = { idempotent: false, retries: { others: 1 } }
const SENT: JobState = { phase: 'sent', attempt: 1, key: 'k' }

describe('next', () => {
  test('leads a job from `ready` to its file', () => {
    const events: StepEvent[] = [
      { type: 'intended', key: 'k' },
      { type: 'sending' },
      { type: 'accepted', taskId: 't', charged: 10 },
      { type: 'succeeded', outputs: { video_id: '1' }, charged: 12 },
      { type: 'placed' },
    ]
    const end = events.reduce((state, event) => next(state, event, KEYED), { phase: 'ready', attempt: 1 } as JobState)
    expect(end).toEqual({ phase: 'done', attempt: 1, key: 'k', taskId: 't', charged: 12, outputs: { video_id: '1' } })
  })

  test('a submission without a response is repeated with its key, or the user settles it', () => {
    const lost: StepEvent = { type: 'no-response', failure: failure('network') }
    expect(next(SENT, lost, KEYED)).toEqual({ ...SENT, maybeSent: true })
    expect(next(SENT, lost, KEYLESS)).toMatchObject({ phase: 'uncertain', key: 'k' })
  })

  test('a refusal of a repetition says nothing about the first request: the key stays', () => {
    const repeated: JobState = { ...SENT, maybeSent: true }
    expect(next(repeated, { type: 'refused', failure: failure('server') }, KEYED)).toEqual(repeated)
    expect(next(repeated, { type: 'turned-away', failure: failure('busy'), because: 'full' }, KEYED)).toEqual(repeated)
    expect(next(repeated, { type: 'refused', failure: failure('quota', false) }, KEYED)).toMatchObject({ phase: 'failed', maybeSent: true })
    expect(next(repeated, { type: 'accepted', taskId: 't' }, KEYED)).toEqual({ phase: 'rendering', attempt: 1, key: 'k', taskId: 't' })
  })

  test('a task that was charged is not rendered again after a poll reports that it failed', () => {
    const task: JobState = { phase: 'fetching', attempt: 1, key: 'k', taskId: 't', charged: 10, outputs: {} }
    const again = next(task, { type: 'url-expired' }, KEYED)
    expect(again).toMatchObject({ phase: 'rendering', hasSucceeded: true })
    for (const type of ['task-failed', 'forgotten'] as const)
      expect(next(again, { type, failure: failure('server') }, KEYED)).toMatchObject({ phase: 'uncertain', taskId: 't', charged: 10 })
    expect(next(again, { type: 'succeeded', outputs: {} }, KEYED)).toEqual(task)
  })

  test('a task that another job was charged for costs nothing, whatever later polls report', () => {
    const shared = next(SENT, { type: 'accepted', taskId: 't', charged: 10, isShared: true }, KEYED)
    expect(next(shared, { type: 'succeeded', outputs: {}, charged: 45 }, KEYED)).toMatchObject({ phase: 'fetching', charged: 0 })
  })

  test('a full provider uses up no attempt', () => {
    expect(next(SENT, { type: 'turned-away', failure: failure('busy'), because: 'full' }, KEYED)).toEqual({ phase: 'ready', attempt: 1 })
  })

  test('the attempt after a definite failure has another number, and so another key', () => {
    expect(next(SENT, { type: 'refused', failure: failure('server') }, KEYED)).toEqual({ phase: 'ready', attempt: 2 })
    expect(next(SENT, { type: 'refused', failure: failure('server') }, { ...KEYED, retries: { others: 0 } })).toMatchObject({
      phase: 'failed',
    })
  })
})

const anyFailure = fc.record(
  {
    class: fc.constantFrom<FailureClass>('busy', 'server', 'moderation', 'quota', 'network', 'unknown'),
    code: fc.constant('x'),
    message: fc.constant('x'),
    retryable: fc.boolean(),
  },
  { noNullPrototype: true },
)
const anyEvent: fc.Arbitrary<StepEvent> = fc.oneof(
  fc.constant({ type: 'intended', key: 'k' } as const),
  fc.constant({ type: 'sending' } as const),
  fc.constant({ type: 'accepted', taskId: 't' } as const),
  fc.constant({ type: 'succeeded', outputs: {} } as const),
  fc.constant({ type: 'url-expired' } as const),
  fc.constant({ type: 'placed' } as const),
  anyFailure.map((each) => ({ type: 'refused', failure: each }) as const),
  anyFailure.map((each) => ({ type: 'no-response', failure: each }) as const),
  anyFailure.map((each) => ({ type: 'task-failed', failure: each }) as const),
  anyFailure.map((each) => ({ type: 'turned-away', failure: each, because: 'full' }) as const),
)

/** Phases in which the submission is paid, or may be. */
const PAID: ReadonlySet<string> = new Set(['sent', 'rendering', 'fetching', 'uncertain'])
/** The only events that may lead from there back to `ready`: the provider says that there is no result. */
const DEFINITE: ReadonlySet<string> = new Set(['refused', 'turned-away', 'task-failed'])
const ENDED: ReadonlySet<string> = new Set(['done', 'failed', 'uncertain'])

/** Applies events in order. Returns each with the state before and after it. */
function history(events: readonly StepEvent[], policy: StepPolicy): { before: JobState; event: StepEvent; after: JobState }[] {
  let state: JobState = { phase: 'ready', attempt: 1 }
  return events.map((event) => {
    const before = state
    state = next(before, event, policy)
    return { before, event, after: state }
  })
}

const anyHistory = fc
  .tuple(fc.array(anyEvent, { maxLength: 30 }), fc.boolean())
  .map(([events, idempotent]) => history(events, { idempotent, retries: { others: 3 } }))

describe('any events, in any order', () => {
  test('a submission is only given up after a definite response', () => {
    const forgotten = fc.property(anyHistory, (steps) =>
      steps.every(({ before, event, after }) => !(PAID.has(before.phase) && after.phase === 'ready') || DEFINITE.has(event.type)),
    )
    expect(fc.check(forgotten)).toMatchObject({ failed: false })
  })

  test('a state that has ended stays', () => {
    const ends = fc.property(anyHistory, (steps) => steps.every(({ before, after }) => !ENDED.has(before.phase) || after === before))
    expect(fc.check(ends)).toMatchObject({ failed: false })
  })

  test('a state is the same after it was written as JSON', () => {
    const kept = fc.property(anyHistory, (steps) => steps.every(({ after }) => isDeepStrictEqual(JSON.parse(JSON.stringify(after)), after)))
    expect(fc.check(kept)).toMatchObject({ failed: false })
  })
})
