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

  it('removes the value that an earlier rule would match', () => {
    expect(written({ state: 'done' }, rules, 'failed')).toEqual({ error: 'yes' })
  })
})

describe('states read from which fields are present', () => {
  const rules: StateRule[] = [
    { at: ['$response.body#/response'], present: false, is: 'pending' },
    { at: ['$response.body#/response/error/code'], present: true, is: 'failed' },
    { at: ['$response.body#/response/data/0/url'], present: true, is: 'succeeded' },
  ]
  const body = { id: 1, response: { data: [{ url: 'https://x' }] } }

  it('removes the place for pending', () => {
    expect(written(body, rules, 'pending')).toEqual({ id: 1 })
  })

  it('leaves a matching response unchanged', () => {
    expect(written(body, rules, 'succeeded')).toEqual(body)
  })

  it('adds the field that means failure', () => {
    const failed = written(body, rules, 'failed')
    expect(failed).toMatchObject({ response: { error: { code: 'yes' } } })
  })

  it('does not change the original draft', () => {
    const draft = draftOf(structuredClone(body))
    writeState(draft, rules, (rule) => rule.is === 'pending')
    expect(draft.body).toEqual(body)
  })
})

it('tries the next rule of a state if one cannot match', () => {
  const rules: StateRule[] = [
    { at: ['$statusCode'], present: true, is: 'running' },
    { at: ['$response.body#/a'], equals: 1, is: 'succeeded' },
  ]
  expect(writeState(draftOf({}), rules, (rule) => rule.is === 'succeeded')).toBeUndefined()
})

it('shows the nearest state that the document knows', () => {
  const rules: StateRule[] = [{ at: ['$response.body#/state'], equals: 5, is: 'running' }]
  expect(nearestState(rules, 'pending')).toBe('running')
  expect(nearestState(rules, 'succeeded')).toBeUndefined()
})

it('reads numbers and their text as equal', () => {
  const rules: StateRule[] = [{ at: ['$response.body#/state'], equals: 5, is: 'running' }]
  expect(decidingRule(draftOf({ state: '5' }), rules)?.is).toBe('running')
  expect(written({ state: '1' }, rules, 'running')).toEqual({ state: '5' })
})
