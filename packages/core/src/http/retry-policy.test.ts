import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ErrorClass } from '../contract/index.ts'
import { NetworkError, NotJsonError, TimeoutError, UnexpectedAnswerError } from '../errors/request-errors.ts'
import { EnvelopeError, HttpStatusError } from '../errors/response-errors.ts'
import { backoffMs, judge, readRetryAfter, type Safety } from './retry-policy.ts'

const FACTS = { operation: 'op', method: 'POST', url: 'https://x.example/', traceId: 't' }
function network(delivered: 'no' | 'maybe') {
  return new NetworkError(FACTS, { delivered, reason: 'r', cause: undefined })
}
function response(
  kind: ErrorClass,
  { status = 200, retryable = false, billable = false, retryAfterMs: asksFor = undefined as number | undefined } = {},
) {
  const facts = { status, class: kind, retryable, billable, retryAfterMs: asksFor }
  return status === 200 ? new EnvelopeError(FACTS, facts) : new HttpStatusError(FACTS, facts)
}

/** The verdicts for `free`, `keyed` and `once`: r(etry), u(ncertain), both, or neither. */
function verdicts(error: unknown): string[] {
  return (['free', 'keyed', 'once'] satisfies Safety[]).map((safety) => {
    const { retry, uncertain } = judge(error, safety)
    return `${retry ? 'r' : '-'}${uncertain ? 'u' : '-'}`
  })
}

describe('judge', () => {
  it.each([
    ['not delivered', network('no'), ['r-', 'r-', 'r-']],
    ['broken off', network('maybe'), ['r-', 'ru', '-u']],
    ['timed out', new TimeoutError(FACTS, { phase: 'body', timeoutMs: 1 }), ['r-', 'ru', '-u']],
    ['a web page', new NotJsonError(FACTS, { status: 200, excerpt: '' }), ['r-', 'ru', '-u']],
    ['no id in the response', new UnexpectedAnswerError(FACTS, { message: 'm' }), ['--', '-u', '-u']],
    ['no free slot', response('busy', { retryable: true }), ['r-', 'r-', 'r-']],
    ['no free slot, but perhaps charged', response('busy', { retryable: true, billable: true }), ['r-', 'ru', '-u']],
    ['too many requests', response('rate-limit', { status: 429, retryable: true }), ['r-', 'r-', 'r-']],
    ['refused by the review', response('moderation'), ['--', '--', '--']],
    ['refused by the review, and charged', response('moderation', { billable: true }), ['--', '--', '--']],
    ['wrong key', response('auth', { status: 401 }), ['--', '--', '--']],
    ['a transient refusal', response('quota', { retryable: true }), ['r-', 'r-', '--']],
    ['a failure inside 200', response('server', { retryable: true }), ['r-', 'ru', '-u']],
    ['a failure', response('server', { status: 500, retryable: true }), ['r-', 'ru', '-u']],
    ['an overload with Retry-After', response('server', { status: 503, retryable: true, retryAfterMs: 5 }), ['r-', 'r-', 'r-']],
    ['an overload without Retry-After', response('server', { status: 503, retryable: true }), ['r-', 'ru', '-u']],
    ['a permanent failure', response('server', { status: 500 }), ['--', '-u', '-u']],
    ['an unknown code inside 200', response('unknown'), ['--', '-u', '-u']],
    ['an unknown status', response('unknown', { status: 599 }), ['--', '-u', '-u']],
    ['a redirect to the result', response('unknown', { status: 303 }), ['--', '-u', '-u']],
    ['a redirect that a browser hides', response('unknown', { status: 0 }), ['--', '-u', '-u']],
    ['a redirect of an unprocessed request', response('unknown', { status: 307 }), ['--', '--', '--']],
    ['a key that is in use', response('unknown', { status: 409 }), ['--', 'ru', '-u']],
    ['a refusal that the document does not list', response('unknown', { status: 418 }), ['--', '-u', '-u']],
    ['an error of the program', new Error('bug'), ['--', '--', '--']],
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
