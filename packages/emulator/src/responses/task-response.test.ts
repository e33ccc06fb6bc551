import { describe, expect, it } from 'vitest'
import type { StateRule, TaskState } from '../documents/terms.ts'
import type { Draft } from './draft.ts'
import type { Json } from './json.ts'
import { decidingRule, nearestState, writeState } from './task-response.ts'

function draftOf(body: Json): Draft {
  return { status: 200, headers: {}, body, schema: undefined }
}

function written(body: Json, rules: readonly StateRule[], state: TaskState): Json | undefined {
  return writeState(draftOf(body), rules, (rule) => rule.is === state)?.body
}

describe('state words', () => {
  const at = ['$response.body#/state']
  const rules: StateRule[] = [
    { at, equals: 'done', is: 'succeeded' },
    { at, in: ['queued', 'new'], is: 'pending' },
    { at: ['$response.body#/error'], present: true, is: 'failed' },
  ]

  it('writes the word of the state', () => {
    expect(written({ state: 'done', url: 'x' }, rules, 'pending')).toEqual({ state: 'queued', url: 'x' })
    expect(written({ state: 'queued' }, rules, 'succeeded')).toEqual({ state: 'done' })
  })

  it('takes away what an earlier rule would decide by', () => {
    expect(written({ state: 'done' }, rules, 'failed')).toEqual({ error: 'yes' })
  })
})

describe('states told by what is there', () => {
  const rules: StateRule[] = [
    { at: ['$response.body#/response'], present: false, is: 'pending' },
    { at: ['$response.body#/response/error/code'], present: true, is: 'failed' },
    { at: ['$response.body#/response/data/0/url'], present: true, is: 'succeeded' },
  ]
  const body = { id: 1, response: { data: [{ url: 'https://x' }] } }

  it('takes the place away for pending', () => {
    expect(written(body, rules, 'pending')).toEqual({ id: 1 })
  })

  it('leaves a good answer as it is', () => {
    expect(written(body, rules, 'succeeded')).toEqual(body)
  })

  it('adds what says failure', () => {
    const failed = written(body, rules, 'failed')
    expect(failed).toMatchObject({ response: { error: { code: 'yes' } } })
  })

  it('does not touch the draft it was given', () => {
    const draft = draftOf(structuredClone(body))
    writeState(draft, rules, (rule) => rule.is === 'pending')
    expect(draft.body).toEqual(body)
  })
})

it('tries the next rule of a state where one cannot decide', () => {
  const rules: StateRule[] = [
    { at: ['$statusCode'], present: true, is: 'running' },
    { at: ['$response.body#/a'], equals: 1, is: 'succeeded' },
  ]
  expect(writeState(draftOf({}), rules, (rule) => rule.is === 'succeeded')).toBeUndefined()
})

it('shows the nearest state a document has a word for', () => {
  const rules: StateRule[] = [{ at: ['$response.body#/state'], equals: 5, is: 'running' }]
  expect(nearestState(rules, 'pending')).toBe('running')
  expect(nearestState(rules, 'succeeded')).toBeUndefined()
})

it('reads numbers and their text as the same', () => {
  const rules: StateRule[] = [{ at: ['$response.body#/state'], equals: 5, is: 'running' }]
  expect(decidingRule(draftOf({ state: '5' }), rules)?.is).toBe('running')
  expect(written({ state: '1' }, rules, 'running')).toEqual({ state: '5' })
})
