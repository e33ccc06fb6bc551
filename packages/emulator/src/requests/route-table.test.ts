import type { EndpointModel, ProviderModel } from '@shotlist/codegen'
import { expect, it } from 'vitest'
import { RouteTable } from './route-table.ts'

function endpoint(method: string, path: string): EndpointModel {
  return { operationId: `${method} ${path}`, method, path, names: [], parameters: [], bodies: {}, bodyRequired: false, answers: {} }
}

function tableOf(...endpoints: readonly EndpointModel[]): RouteTable {
  return new RouteTable({
    endpoints: Object.fromEntries(endpoints.map((one) => [one.operationId, one])),
    table: {
      servers: [
        { url: 'https://x.example/base/', region: 'a' },
        { url: 'https://y.example', region: 'b' },
      ],
    },
  } as unknown as ProviderModel)
}

const table = tableOf(endpoint('get', '/video/{id}'), endpoint('get', '/video/list'), endpoint('post', '/video.v2/{a}/x{b}'))
const withSlashes = tableOf(
  endpoint('get', '/{+name}'),
  endpoint('post', '/{+name}'),
  endpoint('post', '/{+name}:stop'),
  endpoint('get', '/{+name}/log'),
  endpoint('get', '/assets/{id}'),
)

function found(method: string, path: string, routes = table): unknown {
  const match = routes.match(method, path)
  return typeof match === 'object' ? [match.endpoint.path, match.pathParameters] : match
}

it('finds endpoints below every server’s path, fixed paths before those with parameters', () => {
  expect(found('GET', '/base/video/list')).toEqual(['/video/list', {}])
  expect(found('GET', '/video/a%20b')).toEqual(['/video/{id}', { id: 'a b' }])
  expect(found('POST', '/video.v2/1/x2')).toEqual(['/video.v2/{a}/x{b}', { a: '1', b: '2' }])
})

it('finds the more concrete path first, whatever the order in the document', () => {
  expect(found('GET', '/assets/a', withSlashes)).toEqual(['/assets/{id}', { id: 'a' }])
  expect(found('GET', '/base/assets/a', withSlashes)).toEqual(['/assets/{id}', { id: 'a' }])
  expect(found('GET', '/assets/a/b', withSlashes)).toEqual(['/{+name}', { name: 'assets/a/b' }])
  expect(found('GET', '/assets/a/log', withSlashes)).toEqual(['/{+name}/log', { name: 'assets/a' }])
  expect(found('POST', '/tasks/a:stop', withSlashes)).toEqual(['/{+name}:stop', { name: 'tasks/a' }])
  expect(found('POST', '/tasks/a', withSlashes)).toEqual(['/{+name}', { name: 'tasks/a' }])
})

it('distinguishes a wrong method from a wrong path', () => {
  expect(found('DELETE', '/video/5')).toBe('method')
  expect(found('POST', '/videoXv2/1/x2')).toBeUndefined()
  expect(found('GET', '/video/%zz')).toEqual(['/video/{id}', { id: '%zz' }])
})
