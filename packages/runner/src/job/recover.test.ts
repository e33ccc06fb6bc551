import { describe, expect, test } from 'vitest'
import type { JobState } from './job-state.ts'
import { type Current, recover } from './recover.ts'

const INGREDIENTS = { provider: 'tiny', operation: 'text-to-video', request: { prompt: 'a' } }
const CURRENT: Current = { fingerprint: 'f', ingredients: INGREDIENTS, idempotent: true, file: 'missing', forced: false, lastAttempt: 1 }
function known(state: JobState) {
  return { fingerprint: 'f', ingredients: INGREDIENTS, state }
}
const SUB = { attempt: 1, key: 'k' }

describe('recover, for each step that a crash may follow', () => {
  test.each<[string, JobState, Partial<Current>, string, string]>([
    ['before the intent', { phase: 'ready', attempt: 1 }, {}, 'submit', 'ready'],
    ['intent written, nothing sent', { phase: 'intended', ...SUB }, {}, 'submit', 'ready'],
    ['sent, response lost', { phase: 'sent', ...SUB }, {}, 'resume', 'sent'],
    ['the same, without keys', { phase: 'sent', ...SUB }, { idempotent: false }, 'decide', 'uncertain'],
    ['id written', { phase: 'rendering', ...SUB, taskId: 't' }, {}, 'resume', 'rendering'],
    ['URL known', { phase: 'fetching', ...SUB, taskId: 't', outputs: {} }, {}, 'resume', 'fetching'],
    ['recorded', { phase: 'done', ...SUB, taskId: 't', outputs: {} }, { file: 'intact' }, 'cached', 'done'],
    ['recorded, and the file is gone', { phase: 'done', ...SUB, taskId: 't', outputs: {} }, {}, 'restore', 'rendering'],
  ])('%s', (_, state, facts, action, phase) => {
    const start = recover(known(state), { ...CURRENT, ...facts })
    expect(start.action).toBe(action)
    expect(start.state).toMatchObject({ phase, attempt: 1 })
  })
})

describe('recover', () => {
  test('names what changed', () => {
    const before = { ...INGREDIENTS, request: { prompt: 'b', seed: 1 } }
    expect(
      recover({ fingerprint: 'g', ingredients: before, state: { phase: 'ready', attempt: 1 } }, { ...CURRENT, lastAttempt: 0 }),
    ).toEqual({
      action: 'submit',
      cause: 'prompt changed, seed removed',
      state: { phase: 'ready', attempt: 1 },
    })
  })

  test('uses a new key for a forced submission', () => {
    expect(recover(known({ phase: 'done', ...SUB, outputs: {} }), { ...CURRENT, forced: true, lastAttempt: 3 }).state).toEqual({
      phase: 'ready',
      attempt: 4,
      forced: true,
    })
  })

  test('continues a forced submission when it is forced again', () => {
    const inFlight = { phase: 'rendering', ...SUB, taskId: 't' } as const
    const forced = { ...CURRENT, forced: true, lastAttempt: 3 }
    expect(recover(known({ ...inFlight, forced: true }), forced)).toMatchObject({ action: 'resume', state: { taskId: 't' } })
    expect(recover(known(inFlight), forced).action).toBe('submit')
  })

  test.each([
    ['outcome-unknown', 'the outcome of its submission is unknown'],
    ['http-500', 'the outcome of its submission is unknown'],
    ['task-shared', 'its task may belong to another job'],
    ['record-lost', 'the record of its submission was lost'],
  ])('says why the user must settle a submission that ended as %s', (code, cause) => {
    const failure = { class: 'unknown', code, message: 'no', retryable: false } as const
    expect(recover(known({ phase: 'uncertain', ...SUB, failure }), CURRENT)).toMatchObject({ action: 'decide', cause })
  })

  test('does not submit again what the content review refused', () => {
    const failure = { class: 'moderation', code: '1', message: 'no', retryable: false } as const
    expect(recover(known({ phase: 'failed', ...SUB, failure }), CURRENT).action).toBe('stay')
    expect(recover(known({ phase: 'failed', ...SUB, failure: { ...failure, class: 'server' } }), CURRENT).state).toEqual({
      phase: 'ready',
      attempt: 2,
    })
  })
})
