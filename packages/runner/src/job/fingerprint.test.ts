import { expect, test } from 'vitest'
import { canonicalJson } from '../manifest/canonical-json.ts'
import { fingerprintOf, stableUrl, submissionKey } from './fingerprint.ts'

const BASE = { provider: 'tiny', operation: 'extend', request: { b: 1, a: ['x', null] } }

test('the order of fields does not matter, their values do', () => {
  expect(fingerprintOf({ ...BASE, request: { a: ['x', null], b: 1 } })).toBe(fingerprintOf(BASE))
  expect(fingerprintOf({ ...BASE, request: { ...BASE.request, b: 2 } })).not.toBe(fingerprintOf(BASE))
  expect(fingerprintOf({ ...BASE, take: 2 })).not.toBe(fingerprintOf(BASE))
})

test('64-bit integers keep all digits', () => {
  expect(canonicalJson({ id: 9_007_199_254_740_993n, none: undefined })).toBe('{"id":9007199254740993}')
})

test('a key is a UUID derived from the content and the attempt', () => {
  expect(submissionKey('f', 1)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(submissionKey('f', 1)).toBe(submissionKey('f', 1))
  expect(submissionKey('f', 2)).not.toBe(submissionKey('f', 1))
})

test.each([
  ['https://x.example/a.png?v=2&X-Amz-Signature=1&X-Amz-Date=2', 'https://x.example/a.png?v=2'],
  ['https://user:secret@x.example/a.png?Expires=1&Signature=2&Key-Pair-Id=3', 'https://x.example/a.png'],
  ['https://x.example/a.png?w=100', 'https://x.example/a.png?w=100'],
  ['a prompt about https://x.example?token=1', 'a prompt about https://x.example?token=1'],
])('%s is compared as %s', (url, stable) => {
  expect(stableUrl(url)).toBe(stable)
})
