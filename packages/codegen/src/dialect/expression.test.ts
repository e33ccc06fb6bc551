import { expect, test } from 'vitest'
import { parseExpression } from './expression.ts'

test.each([
  ['$statusCode', { source: 'status' }],
  ['$url', { source: 'url' }],
  ['$response.body', { source: 'response-body', pointer: '' }],
  ['$response.body#/a/0/b', { source: 'response-body', pointer: '/a/0/b' }],
  ['$request.body#/a~1b', { source: 'request-body', pointer: '/a~1b' }],
  ['$response.header.X-Id', { source: 'response-header', name: 'X-Id' }],
  ['$request.path.id', { source: 'path', name: 'id' }],
  ['$request.query.a b', { source: 'query', name: 'a b' }],
])('%s', (text, expected) => {
  expect(parseExpression(text)).toEqual(expected)
})

test.each([
  ['response.body#/a', /begins with/],
  ['$.data[0].id', /JSONPath/],
  ['$response.body.a', /JSON pointer/],
  ['$response.body#/a~2', /~0/],
  ['$response.path.id', /no path parameters/],
  ['$response.header.a b', /not a header name/],
  ['$method', /known are/],
])('%s is not an expression', (text, why) => {
  expect(parseExpression(text)).toEqual({ problem: expect.stringMatching(why) })
})
