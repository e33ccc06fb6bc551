import { defined } from '@shotlist/codegen/defined'
import { describe, expect, test } from 'vitest'
import type { Failure, FailureClass } from '../errors/failure-classes.ts'
import { mayRetry, type Retries, spendRetry } from './failure.ts'
import { judgeSnapshot } from './judge-snapshot.ts'

function failure(kind: FailureClass, retryable = true): Failure {
  return { class: kind, code: 'x', message: 'x', retryable }
}

/** How often in a row a failure is retried. */
function tries(kind: FailureClass, retries: Retries, retryable = true): number {
  let left = retries
  let count = 0
  for (; mayRetry(failure(kind, retryable), { retries: left }); count += 1) left = spendRetry(left, kind)
  return count
}

describe('mayRetry', () => {
  test.each(['moderation', 'invalid-request', 'auth', 'quota', 'forbidden'] as const)('%s is never retried', (kind) => {
    expect(mayRetry(failure(kind), { retries: { others: 5 } })).toBe(false)
    expect(mayRetry(failure(kind), { retries: { others: 5 }, retryOn: [kind] })).toBe(false)
    expect(mayRetry(failure(kind), { retries: { others: 5, classes: { [kind]: 5 } } })).toBe(false)
  })

  test('retry_on lists what is retried', () => {
    expect(mayRetry(failure('unknown', false), { retries: { others: 1 }, retryOn: ['unknown'] })).toBe(true)
    expect(mayRetry(failure('server'), { retries: { others: 1 }, retryOn: ['unknown'] })).toBe(false)
  })

  test('after a failed task that may have been charged, only a named class is retried', () => {
    const charged = { ...failure('server'), billable: true as const }
    expect(mayRetry(charged, { retries: { others: 5 } })).toBe(false)
    expect(mayRetry(charged, { retries: { others: 5 }, retryOn: ['busy'] })).toBe(false)
    expect(mayRetry(charged, { retries: { others: 1 }, retryOn: ['server'] })).toBe(true)
    expect(mayRetry(charged, { retries: { others: 0, classes: { server: 1 } } })).toBe(true)
  })

  test('the number of a class outranks `others` and retry_on', () => {
    const retries = { others: 0, classes: { server: 1 } }
    expect(mayRetry(failure('server', false), { retries, retryOn: ['unknown'] })).toBe(true)
    expect(mayRetry(failure('unknown'), { retries })).toBe(false)
  })

  test('a task that exceeds its time is retried only if its class has a number', () => {
    expect(tries('timeout', { others: 5 }, false)).toBe(0)
    expect(tries('timeout', { others: 0, classes: { timeout: 2 } }, false)).toBe(2)
  })
})

describe('spendRetry', () => {
  test('classes with a number have their own retries, all others share one number', () => {
    let left: Retries = { others: 2, classes: { server: 3 } }
    expect(tries('server', left)).toBe(3)
    expect(tries('unknown', left)).toBe(2)
    left = spendRetry(left, 'server')
    left = spendRetry(left, 'unknown')
    expect(left).toEqual({ others: 1, classes: { server: 2 } })
    expect(tries('network', left)).toBe(1)
  })
})

test.each([
  ['Refused.', 'Refused; the content review refused it'],
  ['x'.repeat(2000), `${'x'.repeat(600)}…; the content review refused it`],
  ['the content review refused it, sorry', 'the content review refused it, sorry'],
])("a failed task reports the provider's words and the meaning that the document gives its code (%#)", (message, expected) => {
  const told = { class: 'moderation', code: '63', message, meaning: 'the content review refused it', hint: 'change the prompt' } as const
  const event = judgeSnapshot({ taskId: '1', state: 'failed', known: true, outputs: {}, body: {}, failure: told })
  expect(event).toMatchObject({ failure: { class: 'moderation', code: '63', message: expected, hint: 'change the prompt' } })
})

test.each([
  [undefined, undefined, undefined],
  [0, undefined, undefined],
  [5, undefined, true],
  [undefined, true, true],
  [undefined, false, undefined],
])('a failed task that reports the cost %s, and whose document says %s, may have been charged: %s', (credits, billable, expected) => {
  const told = { class: 'server', message: 'no', ...defined({ billable }) } as const
  const event = judgeSnapshot({ taskId: '1', state: 'failed', known: true, outputs: {}, body: {}, failure: told, ...defined({ credits }) })
  expect(event).toMatchObject({ failure: { class: 'server' } })
  expect(event?.type === 'task-failed' && event.failure.billable).toBe(expected)
})
