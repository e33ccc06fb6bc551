import { describe, expect, it } from 'vitest'
import type { OperationTable } from '../contract/index.ts'
import { buildRead, idOnWire } from './build-read.ts'
import { buildRequest, placeInput } from './build-request.ts'

const OPERATION = {
  name: 'op',
  method: 'post',
  path: '/voices/{id}',
  body: 'json',
  pathFields: ['id'],
  queryFields: ['page', 'tags'],
  headerFields: ['Accept-Language'],
  place: placeInput,
} as unknown as OperationTable & { readonly place: typeof placeInput }
const BASE_URL = 'https://x.example'

describe('buildRequest', () => {
  it('puts every field into its part of the request', () => {
    const input = { id: 'a b/c', page: 2, tags: ['x', 'y'], 'Accept-Language': 'en', prompt: 'p', left: undefined }
    expect(buildRequest({ ...OPERATION, fixed: { action: 'go' } }, input, { baseUrl: BASE_URL })).toEqual({
      operation: 'op',
      method: 'POST',
      url: 'https://x.example/voices/a%20b%2Fc?page=2&tags=x&tags=y',
      headers: { 'content-type': 'application/json', 'accept-language': 'en' },
      body: '{"prompt":"p","action":"go"}',
    })
  })

  it('puts other fields into the query if there is no body', () => {
    const { url, body } = buildRequest(
      { ...OPERATION, body: 'none', fixed: { size: 10 } },
      { id: 1n, kind: { a: 1 } },
      { baseUrl: BASE_URL },
    )
    expect([url, body]).toEqual(['https://x.example/voices/1?kind=%7B%22a%22%3A1%7D&size=10', undefined])
  })

  it.each(['', '.', '..', undefined])('refuses %j as a path field', (id) => {
    expect(() => buildRequest(OPERATION, { id }, { baseUrl: BASE_URL })).toThrow('id cannot be part of a URL')
  })

  it('refuses a header value with a line break', () => {
    expect(() => buildRequest(OPERATION, { id: 'a', 'Accept-Language': 'en\r\nX-Evil: 1' }, { baseUrl: BASE_URL })).toThrow(
      'a header cannot hold',
    )
  })
})

describe('buildRead', () => {
  const endpoint = { operationId: 'read', method: 'post', path: '/tasks', fixed: { action: 'retrieve', deep: { kept: 1 } } }

  it.each([
    ['$request.body#/id', 'https://x.example/tasks', '{"action":"retrieve","deep":{"kept":1},"id":"t1"}'],
    ['$request.body#/deep/id', 'https://x.example/tasks', '{"action":"retrieve","deep":{"kept":1,"id":"t1"}}'],
    ['$request.query.task_id', 'https://x.example/tasks?task_id=t1', '{"action":"retrieve","deep":{"kept":1}}'],
  ])('puts the id at %s', (target, url, body) => {
    expect(buildRead(endpoint, { target, value: 't1', baseUrl: BASE_URL })).toMatchObject({ method: 'POST', url, body })
    expect(endpoint.fixed.deep).toEqual({ kept: 1 })
  })

  it('puts constant fields into the query if there is no body', () => {
    const request = buildRead(
      { ...endpoint, method: 'get', path: '/tasks/{id}', fixed: { full: 1 } },
      { target: '$request.path.id', value: 't1', baseUrl: BASE_URL },
    )
    expect(request).toEqual({ operation: 'read', method: 'GET', url: 'https://x.example/tasks/t1?full=1', headers: {} })
  })

  it('sends an id as a bare integer only if the document declares one', () => {
    expect([idOnWire('9007199254740993', true), idOnWire('t1', true), idOnWire('7', false)]).toEqual([9007199254740993n, 't1', '7'])
  })
})
