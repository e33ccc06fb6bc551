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
  test('takes a job from nothing to its file', () => {
    const events: StepEvent[] = [
      { type: 'intended', key: 'k' },
      { type: 'sent' },
      { type: 'accepted', taskId: 't', charged: 10 },
      { type: 'succeeded', outputs: { video_id: '1' }, charged: 12 },
      { type: 'placed' },
    ]
    const end = events.reduce((state, event) => next(state, event, KEYED), { phase: 'ready', attempt: 1 } as JobState)
    expect(end).toEqual({ phase: 'done', attempt: 1, key: 'k', taskId: 't', charged: 12, outputs: { video_id: '1' } })
  })

  test('a lost answer stays to be repeated with its key, or is for the user to settle', () => {
    const lost: StepEvent = { type: 'lost', failure: failure('network') }
    expect(next(SENT, lost, KEYED)).toEqual({ ...SENT, maybeSent: true })
    expect(next(SENT, lost, KEYLESS)).toMatchObject({ phase: 'uncertain', key: 'k' })
  })

  test('a refusal of a repetition says nothing of the first sending: the key stays', () => {
    const repeated: JobState = { ...SENT, maybeSent: true }
    expect(next(repeated, { type: 'refused', failure: failure('server') }, KEYED)).toEqual(repeated)
    expect(next(repeated, { type: 'turned-away', failure: failure('busy'), because: 'full' }, KEYED)).toEqual(repeated)
    expect(next(repeated, { type: 'refused', failure: failure('quota', false) }, KEYED)).toMatchObject({ phase: 'failed', maybeSent: true })
    expect(next(repeated, { type: 'accepted', taskId: 't' }, KEYED)).toEqual({ phase: 'rendering', attempt: 1, key: 'k', taskId: 't' })
  })

  test('what was charged when it succeeded is not rendered anew when it is read as failed', () => {
    const task: JobState = { phase: 'fetching', attempt: 1, key: 'k', taskId: 't', charged: 10, outputs: {} }
    const again = next(task, { type: 'url-expired' }, KEYED)
    expect(again).toMatchObject({ phase: 'rendering', hasSucceeded: true })
    for (const type of ['task-failed', 'forgotten'] as const)
      expect(next(again, { type, failure: failure('server') }, KEYED)).toMatchObject({ phase: 'uncertain', taskId: 't', charged: 10 })
    expect(next(again, { type: 'succeeded', outputs: {} }, KEYED)).toEqual(task)
  })

  test('a task that another job was charged for costs nothing, whatever is said of it later', () => {
    const shared = next(SENT, { type: 'accepted', taskId: 't', charged: 10, isShared: true }, KEYED)
    expect(next(shared, { type: 'succeeded', outputs: {}, charged: 45 }, KEYED)).toMatchObject({ phase: 'fetching', charged: 0 })
  })

  test('a full provider costs no try', () => {
    expect(next(SENT, { type: 'turned-away', failure: failure('busy'), because: 'full' }, KEYED)).toEqual({ phase: 'ready', attempt: 1 })
  })

  test('another try after a definite failure has another number, and so another key', () => {
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
  fc.constant({ type: 'sent' } as const),
  fc.constant({ type: 'accepted', taskId: 't' } as const),
  fc.constant({ type: 'succeeded', outputs: {} } as const),
  fc.constant({ type: 'url-expired' } as const),
  fc.constant({ type: 'placed' } as const),
  anyFailure.map((each) => ({ type: 'refused', failure: each }) as const),
  anyFailure.map((each) => ({ type: 'lost', failure: each }) as const),
  anyFailure.map((each) => ({ type: 'task-failed', failure: each }) as const),
  anyFailure.map((each) => ({ type: 'turned-away', failure: each, because: 'full' }) as const),
)

/** Phases in which the provider may have been paid, or surely was. */
const PAID: ReadonlySet<string> = new Set(['sent', 'rendering', 'fetching', 'uncertain'])
/** What may lead from there back to the beginning: the provider's own word that nothing is to be had. */
const DEFINITE: ReadonlySet<string> = new Set(['refused', 'turned-away', 'task-failed'])
const ENDED: ReadonlySet<string> = new Set(['done', 'failed', 'uncertain'])

/** The states that a row of events leads through, with what led there. */
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

describe('whatever happens, in whatever order', () => {
  test('a submission is only forgotten after a definite answer', () => {
    const forgotten = fc.property(anyHistory, (steps) =>
      steps.every(({ before, event, after }) => !(PAID.has(before.phase) && after.phase === 'ready') || DEFINITE.has(event.type)),
    )
    expect(fc.check(forgotten)).toMatchObject({ failed: false })
  })

  test('an end is an end', () => {
    const ends = fc.property(anyHistory, (steps) => steps.every(({ before, after }) => !ENDED.has(before.phase) || after === before))
    expect(fc.check(ends)).toMatchObject({ failed: false })
  })

  test('a state survives the journal', () => {
    const kept = fc.property(anyHistory, (steps) => steps.every(({ after }) => isDeepStrictEqual(JSON.parse(JSON.stringify(after)), after)))
    expect(fc.check(kept)).toMatchObject({ failed: false })
  })
})
