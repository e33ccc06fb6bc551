import type { EndpointModel, ProviderModel } from '@shotlist/codegen'
import { expect, it } from 'vitest'
import { RouteTable } from './route-table.ts'

function endpoint(method: string, path: string): EndpointModel {
  return { operationId: `${method} ${path}`, method, path, names: [], parameters: [], bodies: {}, bodyRequired: false, answers: {} }
}

const endpoints = [endpoint('get', '/video/{id}'), endpoint('get', '/video/list'), endpoint('post', '/video.v2/{a}/x{b}')]
const table = new RouteTable({
  endpoints: Object.fromEntries(endpoints.map((one) => [one.operationId, one])),
  table: {
    servers: [
      { url: 'https://x.example/base/', region: 'a' },
      { url: 'https://y.example', region: 'b' },
    ],
  },
} as unknown as ProviderModel)

function found(method: string, path: string): unknown {
  const match = table.match(method, path)
  return typeof match === 'object' ? [match.endpoint.path, match.pathParameters] : match
}

it('finds endpoints below every server’s path, fixed paths before those with parameters', () => {
  expect(found('GET', '/base/video/list')).toEqual(['/video/list', {}])
  expect(found('GET', '/video/a%20b')).toEqual(['/video/{id}', { id: 'a b' }])
  expect(found('POST', '/video.v2/1/x2')).toEqual(['/video.v2/{a}/x{b}', { a: '1', b: '2' }])
})

it('distinguishes a wrong method from a wrong path', () => {
  expect(found('DELETE', '/video/5')).toBe('method')
  expect(found('POST', '/videoXv2/1/x2')).toBeUndefined()
  expect(found('GET', '/video/%zz')).toEqual(['/video/{id}', { id: '%zz' }])
})
