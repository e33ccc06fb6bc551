import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskedCause, maskOf } from './mask.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('maskOf', () => {
  it('takes a secret out in every form it may have', () => {
    const mask = maskOf('a+b/c=="x')
    const url = new URL('https://x.example/')
    url.searchParams.set('key', 'a+b/c=="x')
    const text = `a+b/c=="x ${url} ${encodeURIComponent('a+b/c=="x')} ${JSON.stringify('a+b/c=="x')}`
    expect(mask(text)).toBe('*** https://x.example/?key=*** *** "***"')
  })

  const key = 'sk-Very/Secret+4711_x"é'
  it.each([
    ['in another case', key.toUpperCase()],
    ['percent-encoded throughout', Array.from(Buffer.from(key), (byte) => `%${byte.toString(16)}`).join('')],
    ['percent-encoded twice', encodeURIComponent(encodeURIComponent(key))],
    ['JSON in JSON', JSON.stringify(JSON.stringify(key))],
    ['escaped throughout', Array.from(key, (char) => String.raw`\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')],
    ['as HTML', key.replace('"', '&#34;').replace('/', '&#x2F;')],
    ['with slashes escaped', key.replace('/', String.raw`\/`)],
    ['in hex', Buffer.from(key).toString('hex').toUpperCase()],
    ['in base64', base64(`Bearer ${key}`)],
    ['in base64, elsewhere', base64(`api:${key}!`)],
    ['in base64 for URLs', Buffer.from(`x${key}`).toString('base64url')],
  ])('takes it out %s', (_, written) => {
    expect(maskOf(key)(`<${written}>`)).toMatch(/^<.{0,11}\*\*\*.{0,4}>$/)
  })

  it('takes a short one out where it stands alone, and not out of names and addresses', () => {
    const text = 'no such key: demo. ?key=DEMO& "demo" Bearer demo https://demo.example/demo/1.mp4 demos demo-1'
    expect(maskOf('demo')(text)).toBe('no such key: ***. ?key=***& "***" Bearer *** https://demo.example/demo/1.mp4 demos demo-1')
    expect(maskOf('abc')('abc')).toBe('abc')
  })

  it('takes no long time over a text made to cost it', () => {
    expect(maskOf(String.raw`\\%%&&x`)('\\'.repeat(1_000_000))).toHaveLength(1_000_000)
  })

  it('leaves no trace of any key', () => {
    const secrets = fc.stringMatching(/^[\x21-\x7e]{8,40}$/)
    fc.assert(fc.property(secrets, fc.string(), (secret, text) => void expect(maskOf(secret)(`${text}${secret}`)).not.toContain(secret)))
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
