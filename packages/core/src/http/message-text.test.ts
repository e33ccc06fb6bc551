import { describe, expect, it } from 'vitest'
import { failureText } from './message-text.ts'

describe('failureText', () => {
  it('is the message of the innermost cause', () => {
    expect(failureText(new TypeError('fetch failed', { cause: new Error('says why') }))).toBe('says why')
    expect(failureText(new TypeError('fetch failed', { cause: Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }) }))).toBe(
      'ECONNREFUSED',
    )
    expect(failureText('odd')).toBe('odd')
  })
})
