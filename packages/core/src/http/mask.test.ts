import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskedCause, maskedHeaders, maskOf } from './mask.ts'

function base64(text: string) {
  return Buffer.from(text).toString('base64')
}

function broken(text: string) {
  return text.replaceAll(/.{5}(?=.)/g, '$&\n')
}

describe('maskOf', () => {
  it('masks a secret in every encoding', () => {
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
    ['as HTML with names', key.replace('+', '&plus;').replace('/', '&sol;').replace('"', '&quot;').replace('_', '&lowbar;')],
    ['as HTML without semicolons', key.replace('"', '&quot').replace('+', '&#43').replace('-', '&#x2d')],
    ['as HTML in a URL in JSON', JSON.stringify(encodeURIComponent(key.replace('"', '&quot;')))],
    ['broken over lines', `${key.slice(0, 9)}\r\n    ${key.slice(9)}`],
    ['broken over lines, in JSON', JSON.stringify(`${key.slice(0, 9)}\n${key.slice(9)}`)],
    ['broken over lines, in HTML', `${key.slice(0, 9)}<wbr>${key.slice(9, 12)}<br />\n${key.slice(12)}`],
    ['with characters that are not seen', Array.from(key).join('\u00ad\u200b\u2060\ufeff')],
    ['with characters that are not seen, as HTML', Array.from(key).join('&shy;&#8203;&ZeroWidthSpace;')],
    ['with characters that are not seen, in JSON', Array.from(key).join(String.raw`\u200b`)],
    [
      'in base64 over lines',
      base64(`${'x'.repeat(40)}${key}`)
        .replace(/.{8}(?=.)/g, '$&\n')
        .slice(60),
    ],
  ])('takes it out %s', (_, written) => {
    expect(maskOf(key)(`<${written}>`)).toMatch(/^<.{0,11}\*\*\*.{0,4}>$/)
  })

  it('masks a short secret as a separate word, not inside names and URLs', () => {
    const text = 'no such key: demo. ?key=DEMO& "demo" Bearer demo https://demo.example/demo/1.mp4 demos demo-1'
    expect(maskOf('demo')(text)).toBe('no such key: ***. ?key=***& "***" Bearer *** https://demo.example/demo/1.mp4 demos demo-1')
    expect(maskOf('abc')('abc')).toBe('abc')
  })

  it('masks secrets of any length, and several at once', () => {
    const long = 'eyJhbGciOiJ/SUzI1NiJ9.'.repeat(999)
    const text = `<${long}> <${encodeURIComponent(long)}> <${base64(long)}> <sk-other-0815>`
    expect(maskOf('sk-other-0815', long, 'sk-other')(text)).toBe('<***> <***> <***> <***>')
  })

  it('returns a text without secrets unchanged', () => {
    const text = String.raw`a%20b &amp; "c\nd" <br> \u0041 ` + 'e\u00adf\n'
    expect(maskOf(key)(text)).toBe(text)
    expect(maskOf(key)(`${text}${key}${text}`)).toBe(`${text}***${text}`)
  })

  it('handles a hostile text in little time', () => {
    expect(maskOf(String.raw`\\%%&&x`)('\\'.repeat(1_000_000))).toHaveLength(1_000_000)
  })

  it('leaves no part of any key', () => {
    const secrets = fc.stringMatching(/^[\x21-\x7e]{8,40}$/)
    const withoutEscapes = fc.stringMatching(/^[\x21-\x5b\x5d-\x7e]{8,40}$/)
    const encodings = [
      (text: string) => encodeURIComponent(text),
      (text: string) => JSON.stringify(text).slice(1, -1),
      (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
    ]
    const layers = fc.array(fc.constantFrom(...encodings), { maxLength: 4 })
    const property = fc.property(withoutEscapes, layers, (secret, list) => {
      const written = list.reduce((text, encode) => encode(text), secret)
      for (const text of [written, broken(written)]) expect(maskOf(secret)(`(${text})`)).toBe('(***)')
    })
    fc.assert(property)
    fc.assert(fc.property(secrets, fc.string(), (secret, text) => void expect(maskOf(secret)(`${text}${secret}`)).not.toContain(secret)))
  })

  it('returns headers without secrets unchanged, and copies others', () => {
    const mask = maskOf('sk-secret')
    const plain = new Headers({ a: 'b' })
    expect(maskedHeaders(plain, mask)).toBe(plain)
    expect([...maskedHeaders(new Headers({ a: 'x sk-secret', 'sk-secret': 'b', c: 'd' }), mask)]).toEqual([
      ['a', 'x ***'],
      ['c', 'd'],
    ])
  })

  it('returns errors without secrets unchanged, and copies others', () => {
    const mask = maskOf('sk-secret')
    const plain = new Error('plain')
    expect(maskedCause(plain, mask)).toBe(plain)
    const copy = maskedCause(new TypeError('sk-secret failed', { cause: new Error('deep sk-secret') }), mask) as Error
    expect(copy).toMatchObject({ name: 'TypeError', message: '*** failed', cause: { message: 'deep ***' } })
    expect(`${copy.stack}${(copy.cause as Error).stack}`).not.toContain('sk-secret')
  })
})
