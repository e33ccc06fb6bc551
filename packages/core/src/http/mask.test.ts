import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskedCause, maskOf } from './mask.ts'

describe('maskOf', () => {
  it('takes a secret out in every form it may have', () => {
    const mask = maskOf('a+b/c=="x')
    const url = new URL('https://x.example/')
    url.searchParams.set('key', 'a+b/c=="x')
    const text = `a+b/c=="x ${url} ${encodeURIComponent('a+b/c=="x')} ${JSON.stringify('a+b/c=="x')}`
    expect(mask(text)).toBe('*** https://x.example/?key=*** *** "***"')
  })

  it('leaves no trace of any key', () => {
    const key = fc.stringMatching(/^[\x21-\x7e]{8,40}$/)
    fc.assert(fc.property(key, fc.string(), (secret, text) => void expect(maskOf(secret)(`${text}${secret}`)).not.toContain(secret)))
  })

  it('keeps errors that hold nothing secret, and copies those that do', () => {
    const mask = maskOf('sk-secret')
    const plain = new Error('plain')
    expect(maskedCause(plain, mask)).toBe(plain)
    const copy = maskedCause(new TypeError('sk-secret failed', { cause: new Error('deep sk-secret') }), mask) as Error
    expect(copy).toMatchObject({ name: 'TypeError', message: '*** failed', cause: { message: 'deep ***' } })
    expect(`${copy.stack}${(copy.cause as Error).stack}`).not.toContain('sk-secret')
  })
})
