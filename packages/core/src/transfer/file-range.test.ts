import { expect, it } from 'vitest'
import { fileHeaders, lengthOf, rangeOf } from './file-range.ts'

function of(status: number, headers: Record<string, string>) {
  const response = new Response('x', { status, headers })
  return [rangeOf(response), lengthOf(response)]
}

it('reads a range and the length of the whole file', () => {
  const rest = { 'content-range': 'bytes 4-9/10', 'content-length': '6' }
  expect(of(206, rest)).toEqual([{ first: 4, total: 10, isToEnd: true }, 10])
  expect(of(206, { ...rest, 'content-range': 'bytes 4-9/20' })).toEqual([{ first: 4, total: 20, isToEnd: false }, 20])
  expect(of(206, { ...rest, 'content-range': 'bytes 4-9/*' })).toEqual([{ first: 4, total: undefined, isToEnd: false }, 10])
  expect(of(206, { ...rest, 'content-range': '4-9' })).toEqual([undefined, 6])
  expect(of(200, rest)).toEqual([undefined, 6])
  expect(of(200, { 'content-length': '6, 6' })).toEqual([undefined, undefined])
  expect(of(206, { ...rest, 'content-encoding': 'gzip' })[1]).toBeUndefined()
  expect(of(200, { ...rest, 'content-encoding': ' Identity' })[1]).toBe(6)
})

it('asks for the rest of a file only if it has not changed', () => {
  expect(fileHeaders()).toEqual({ 'accept-encoding': 'identity' })
  expect(fileHeaders(0, '"a"')).toEqual({ 'accept-encoding': 'identity' })
  expect(fileHeaders(5, '"a"')).toEqual({ 'accept-encoding': 'identity', range: 'bytes=5-', 'if-range': '"a"' })
})
