import { expect, it } from 'vitest'
import { readResponse } from './read-response.ts'

const OPTIONS = {
  rules: { code: [], message: [], codes: {}, statuses: {} },
  facts: { operation: 'read', method: 'GET', url: 'http://127.0.0.1/', traceId: 't' },
  mask: (text: string) => text,
  nowMs: 0,
  isJudged: () => true,
}

function read(status: number, text: string) {
  return readResponse({ status, headers: new Headers(), text }, OPTIONS)
}

it('leaves the status of an error to a caller that judges it', () => {
  expect(read(422, '{"name":"x"}')).toMatchObject({ status: 422, body: { name: 'x' } })
  expect(read(410, '')).toMatchObject({ status: 410, body: undefined })
  expect(read(500, '{}')).toMatchObject({ status: 500 })
})

it('does not believe the page of a gateway', () => {
  expect(() => read(502, '<html>')).toThrow('HTTP 50')
  expect(() => read(504, '')).toThrow('HTTP 50')
})
