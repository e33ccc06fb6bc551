import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ErrorClass } from '../contract/index.ts'
import { EnvelopeError, HttpStatusError } from '../errors/response-errors.ts'
import { NetworkError, NotJsonError, TimeoutError, UnexpectedAnswerError } from '../errors/request-errors.ts'
import { backoffMs, judge, readRetryAfter, type Safety } from './retry-policy.ts'

const FACTS = { operation: 'op', method: 'POST', url: 'https://x.example/', traceId: 't' }
function network(delivered: 'no' | 'maybe') {
  return new NetworkError(FACTS, { delivered, reason: 'r', cause: undefined })
}
function answer(
  kind: ErrorClass,
  { status = 200, retryable = false, billable = false, retryAfterMs: asksFor = undefined as number | undefined } = {},
) {
  const said = { status, class: kind, retryable, billable, retryAfterMs: asksFor }
  return status === 200 ? new EnvelopeError(FACTS, said) : new HttpStatusError(FACTS, said)
}

/** What each of free, keyed and once comes to: a(gain), u(ncertain), both, or neither. */
function verdicts(error: unknown): string[] {
  return (['free', 'keyed', 'once'] satisfies Safety[]).map((safety) => {
    const { again, uncertain } = judge(error, safety)
    return `${again ? 'a' : '-'}${uncertain ? 'u' : '-'}`
  })
}

describe('judge', () => {
  it.each([
    ['not delivered', network('no'), ['a-', 'a-', 'a-']],
    ['broken off', network('maybe'), ['a-', 'au', '-u']],
    ['timed out', new TimeoutError(FACTS, { phase: 'body', timeoutMs: 1 }), ['a-', 'au', '-u']],
    ['a page', new NotJsonError(FACTS, { status: 200, excerpt: '' }), ['a-', 'au', '-u']],
    ['no id in the answer', new UnexpectedAnswerError(FACTS, { message: 'm' }), ['--', '-u', '-u']],
    ['no free slot', answer('busy', { retryable: true }), ['a-', 'a-', 'a-']],
    ['no free slot, but perhaps charged', answer('busy', { retryable: true, billable: true }), ['a-', 'au', '-u']],
    ['too many requests', answer('rate-limit', { status: 429, retryable: true }), ['a-', 'a-', 'a-']],
    ['refused by the review', answer('moderation'), ['--', '--', '--']],
    ['refused by the review, and charged', answer('moderation', { billable: true }), ['--', '--', '--']],
    ['wrong key', answer('auth', { status: 401 }), ['--', '--', '--']],
    ['a refusal that may pass', answer('quota', { retryable: true }), ['a-', 'a-', '--']],
    ['a failure inside 200', answer('server', { retryable: true }), ['a-', 'au', '-u']],
    ['a failure', answer('server', { status: 500, retryable: true }), ['a-', 'au', '-u']],
    ['an overload that says when to come back', answer('server', { status: 503, retryable: true, retryAfterMs: 5 }), ['a-', 'a-', 'a-']],
    ['an overload that says nothing', answer('server', { status: 503, retryable: true }), ['a-', 'au', '-u']],
    ['a failure that stays', answer('server', { status: 500 }), ['--', '-u', '-u']],
    ['an unknown code inside 200', answer('unknown'), ['--', '-u', '-u']],
    ['an unknown status', answer('unknown', { status: 599 }), ['--', '-u', '-u']],
    ['a way to what was made', answer('unknown', { status: 303 }), ['--', '-u', '-u']],
    ['a redirect that a browser hides', answer('unknown', { status: 0 }), ['--', '-u', '-u']],
    ['another place that has not done it', answer('unknown', { status: 307 }), ['--', '--', '--']],
    ['a key that is in use', answer('unknown', { status: 409 }), ['--', 'au', '-u']],
    ['a refusal that the document does not list', answer('unknown', { status: 418 }), ['--', '-u', '-u']],
    ['a slip of our own', new Error('bug'), ['--', '--', '--']],
  ])('%s', (_, error, expected) => {
    expect(verdicts(error)).toEqual(expected)
  })
})

const chance = fc.double({ min: 0, max: 1, noNaN: true })
const anyMs = fc.integer({ min: 1, max: 1e6 })

type Case = { readonly attempt: number; readonly baseMs: number; readonly maxMs: number; readonly random: number }

function shareOfBound({ attempt, baseMs, maxMs, random }: Case): number {
  return backoffMs(attempt, { baseMs, maxMs, random: () => random }) / Math.min(maxMs, baseMs * 2 ** (attempt - 1))
}

describe('backoffMs', () => {
  it('doubles up to its bound', () => {
    const waits = [1, 2, 3, 4, 9].map((attempt) => backoffMs(attempt, { baseMs: 100, maxMs: 1000, random: () => 1 }))
    expect(waits).toEqual([100, 200, 400, 800, 1000])
  })

  it('is always between half and all of the bound', () => {
    const anyCase = fc.record({ attempt: fc.integer({ min: 1, max: 900 }), baseMs: anyMs, maxMs: anyMs, random: chance })
    fc.assert(fc.property(anyCase, (each) => void expect(shareOfBound(each)).toBeCloseTo(0.5 + each.random / 2, 9)))
  })
})

const now = Date.parse('2026-11-20T08:00:00Z')

describe('readRetryAfter', () => {
  it.each([
    ['2', 2000],
    ['0', 0],
    ['1.5', 1500],
    ['-3', 0],
    ['Fri, 20 Nov 2026 08:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2026 07:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('%s', (header, expected) => {
    expect(readRetryAfter(header, now)).toBe(expected)
  })
})
