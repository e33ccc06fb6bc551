import { describe, expect, it } from 'vitest'
import type { ErrorClass } from '../contract/index.ts'
import { EnvelopeError } from '../errors/envelope-error.ts'
import { HttpStatusError } from '../errors/http-status-error.ts'
import { NetworkError } from '../errors/network-error.ts'
import { NotJsonError } from '../errors/not-json-error.ts'
import { TimeoutError } from '../errors/timeout-error.ts'
import { UnexpectedAnswerError } from '../errors/unexpected-answer-error.ts'
import { judge, type Safety } from './repeat-policy.ts'

const facts = { operation: 'op', method: 'POST', url: 'https://x.example/', traceId: 't' }
const network = (delivered: 'no' | 'maybe') => new NetworkError(facts, { delivered, reason: 'r', cause: undefined })
const answer = (
  kind: ErrorClass,
  { status = 200, retryable = false, billable = false, retryAfterMs = undefined as number | undefined } = {},
) => {
  const said = { status, class: kind, retryable, billable, retryAfterMs }
  return status === 200 ? new EnvelopeError(facts, said) : new HttpStatusError(facts, said)
}

/** What each of free, keyed and once comes to: a(gain), u(ncertain), both, or neither. */
const verdicts = (error: unknown): string[] =>
  (['free', 'keyed', 'once'] satisfies Safety[]).map((safety) => {
    const { again, uncertain } = judge(error, safety)
    return `${again ? 'a' : '-'}${uncertain ? 'u' : '-'}`
  })

describe('judge', () => {
  it.each([
    ['not delivered', network('no'), ['a-', 'a-', 'a-']],
    ['broken off', network('maybe'), ['a-', 'au', '-u']],
    ['timed out', new TimeoutError(facts, { phase: 'body', timeoutMs: 1 }), ['a-', 'au', '-u']],
    ['a page', new NotJsonError(facts, { status: 200, excerpt: '' }), ['a-', 'au', '-u']],
    ['no id in the answer', new UnexpectedAnswerError(facts, { message: 'm' }), ['--', '-u', '-u']],
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
