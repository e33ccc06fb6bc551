import { describe, expect, it } from 'vitest'
import { deliveryOf } from './network-delivery.ts'

function coded(code: string, more: object = {}) {
  return Object.assign(new Error(`says ${code}`), { code, ...more })
}
function fetchFailed(cause: unknown) {
  return new TypeError('fetch failed', { cause })
}

describe('deliveryOf', () => {
  it.each([
    'UND_ERR_INVALID_ARG',
    'UND_ERR_NOT_SUPPORTED',
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'UND_ERR_CONNECT_TIMEOUT',
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
  ])('%s comes before the request', (code) => {
    expect(deliveryOf(fetchFailed(coded(code)))).toBe('no')
  })

  it.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ETIMEDOUT', 'UND_ERR_HEADERS_TIMEOUT', 'ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE'])(
    '%s may come after it',
    (code) => {
      expect(deliveryOf(fetchFailed(coded(code)))).toBe('maybe')
    },
  )

  it('trusts any failure while connecting', () => {
    expect(deliveryOf(fetchFailed(coded('ETIMEDOUT', { syscall: 'connect' })))).toBe('no')
  })

  it('trusts errors of several addresses only if all agree', () => {
    expect(deliveryOf(fetchFailed(new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH', { syscall: 'connect' })])))).toBe('no')
    expect(deliveryOf(fetchFailed(new AggregateError([coded('ECONNREFUSED'), coded('ECONNRESET')])))).toBe('maybe')
  })

  it('is maybe for errors of browsers', () => {
    expect(deliveryOf(new TypeError('Failed to fetch'))).toBe('maybe')
    expect(deliveryOf('odd')).toBe('maybe')
  })
})
