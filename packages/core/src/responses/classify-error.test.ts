import { describe, expect, it } from 'vitest'
import { classify } from './classify-error.ts'

const RULES = {
  codes: { busy_now: { class: 'busy', meaning: 'wait', retry: true, billable: false } },
  statuses: { '403': { class: 'quota', meaning: 'used up', retry: false, billable: false } },
} as const

describe('classify', () => {
  it.each([
    [
      { code: 'busy_now', status: 500 },
      { class: 'busy', retry: true },
    ],
    [{ code: 'other', status: 403 }, { class: 'quota' }],
    [
      { code: 'toString', status: 200 },
      { class: 'unknown', retry: false },
    ],
    [{ status: 401 }, { class: 'auth', retry: false }],
    [{ status: 402 }, { class: 'quota' }],
    [{ status: 200 }, { class: 'server', retry: true }],
    [{ status: 404 }, { class: 'not-found' }],
    [{ status: 422 }, { class: 'invalid-request' }],
    [{ status: 429 }, { class: 'rate-limit', retry: true }],
    [{ status: 503 }, { class: 'server', retry: true }],
    [{ status: 302 }, { class: 'unknown', retry: false }],
  ])('%j', (error, expected) => {
    expect(classify(RULES, error)).toMatchObject(expected)
  })
})
