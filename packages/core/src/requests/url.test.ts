import { describe, expect, it } from 'vitest'
import { baseUrlOf, buildUrl } from './url.ts'

const TABLE = {
  id: 'acme',
  servers: [
    { url: 'https://api.acme.example/', region: 'default' },
    { url: 'https://api.acme.cn', region: 'cn' },
  ],
  operations: { a: { path: '/openapi/v2/videos' }, b: { path: '/openapi/v2/images' } },
} as never
const WITH_PATH = {
  id: 'acme',
  servers: [{ url: 'https://api.acme.example/v1', region: 'default' }],
  operations: { a: { path: '/videos' } },
} as never

describe('baseUrlOf', () => {
  it.each([
    [TABLE, {}, 'https://api.acme.example'],
    [TABLE, { region: 'cn' }, 'https://api.acme.cn'],
    [TABLE, { baseUrl: 'http://127.0.0.1:8080' }, 'http://127.0.0.1:8080'],
    [TABLE, { baseUrl: 'http://127.0.0.1:8080/' }, 'http://127.0.0.1:8080'],
    [TABLE, { baseUrl: '' }, 'https://api.acme.example'],
    [TABLE, { baseUrl: 'http://127.0.0.1:8080/openapi/v2/' }, 'http://127.0.0.1:8080'],
    [TABLE, { baseUrl: 'http://proxy.example/acme' }, 'http://proxy.example/acme'],
    [WITH_PATH, { baseUrl: 'http://127.0.0.1:8080' }, 'http://127.0.0.1:8080/v1'],
    [WITH_PATH, { baseUrl: 'http://127.0.0.1:8080/v1' }, 'http://127.0.0.1:8080/v1'],
    [WITH_PATH, { baseUrl: 'http://proxy.example/acme' }, 'http://proxy.example/acme/v1'],
  ])('%#', (given, options, expected) => {
    expect(baseUrlOf(given, options)).toBe(expected)
  })

  it('lists the regions', () => {
    expect(() => baseUrlOf(TABLE, { region: 'mars' })).toThrow(
      expect.objectContaining({ message: 'acme has no region "mars".', hint: 'Its regions: default, cn.' }),
    )
  })

  it.each(['127.0.0.1:8080', 'ftp://x.example', 'nonsense'])('refuses %s', (baseUrl) => {
    expect(() => baseUrlOf(TABLE, { baseUrl })).toThrow('not an http or https URL')
  })
})

describe('a path parameter whose slashes stay', () => {
  const parts = { operation: 'read', baseUrl: 'https://api.acme.example', template: '/v1/{+name}:cancel', query: {} }

  it('keeps them, and encodes everything else', () => {
    expect(buildUrl({ ...parts, path: { name: 'models/reef 3/op?x' } })).toBe('https://api.acme.example/v1/models/reef%203/op%3Fx:cancel')
  })

  it.each(['', 'a//b', '/a', 'a/', '../a', 'a/../b', './a', 'a/..'])('refuses %j, which would lead elsewhere', (name) => {
    expect(() => buildUrl({ ...parts, path: { name } })).toThrow('name')
  })
})
