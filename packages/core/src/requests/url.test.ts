import { describe, expect, it } from 'vitest'
import { baseUrlOf } from './url.ts'

const table = {
  id: 'acme',
  servers: [
    { url: 'https://api.acme.example/', region: 'default' },
    { url: 'https://api.acme.cn', region: 'cn' },
  ],
  operations: { a: { path: '/openapi/v2/videos' }, b: { path: '/openapi/v2/images' } },
} as never
const withPath = {
  id: 'acme',
  servers: [{ url: 'https://api.acme.example/v1', region: 'default' }],
  operations: { a: { path: '/videos' } },
} as never

describe('baseUrlOf', () => {
  it.each([
    [table, {}, 'https://api.acme.example'],
    [table, { region: 'cn' }, 'https://api.acme.cn'],
    [table, { baseUrl: 'http://127.0.0.1:8080' }, 'http://127.0.0.1:8080'],
    [table, { baseUrl: 'http://127.0.0.1:8080/' }, 'http://127.0.0.1:8080'],
    [table, { baseUrl: '' }, 'https://api.acme.example'],
    [table, { baseUrl: 'http://127.0.0.1:8080/openapi/v2/' }, 'http://127.0.0.1:8080'],
    [table, { baseUrl: 'http://proxy.example/acme' }, 'http://proxy.example/acme'],
    [withPath, { baseUrl: 'http://127.0.0.1:8080' }, 'http://127.0.0.1:8080/v1'],
    [withPath, { baseUrl: 'http://127.0.0.1:8080/v1' }, 'http://127.0.0.1:8080/v1'],
    [withPath, { baseUrl: 'http://proxy.example/acme' }, 'http://proxy.example/acme/v1'],
  ])('%#', (given, options, expected) => {
    expect(baseUrlOf(given, options)).toBe(expected)
  })

  it('names the regions there are', () => {
    expect(() => baseUrlOf(table, { region: 'mars' })).toThrow(
      expect.objectContaining({ message: 'acme has no region "mars".', hint: 'Its regions: default, cn.' }),
    )
  })

  it.each(['127.0.0.1:8080', 'ftp://x.example', 'nonsense'])('refuses %s', (baseUrl) => {
    expect(() => baseUrlOf(table, { baseUrl })).toThrow('not an http or https URL')
  })
})
