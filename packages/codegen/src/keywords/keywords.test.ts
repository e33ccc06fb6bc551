import { expect, test } from 'vitest'
import { checkMentions, checkSpan } from './keyword-rules.ts'

function mentions(prompt: unknown, ...names: readonly string[]) {
  return checkMentions({ prompt, images: names.map((ref) => ({ ref })) }, { text: 'prompt', list: 'images', name: 'ref' })
}

test.each([
  ['@dog meets @cat', ['dog', 'cat'], undefined],
  ['@dog meets @dog', ['dog'], undefined],
  ['the @dog house burns', ['dog house'], undefined],
  ['@dog in the @dog house', ['dog', 'dog house'], undefined],
  ['the @dog house burns', ['dog', 'dog house'], 'does not mention @dog: it must mention each ref in images'],
  ['@dogs run', ['dog'], 'mentions @dogs, which is not a ref in images'],
  ['@dog meets @cow', ['dog', 'cat'], 'mentions @cow, which is not a ref in images'],
  ['@dog runs', ['dog', 'cat'], 'does not mention @cat: it must mention each ref in images'],
  ['@dog runs', ['dog', 'dog'], 'is ambiguous: images has the name dog more than once'],
  ['at 5 @ noon with @dog', ['dog'], undefined],
  [7, ['dog'], undefined],
])('%j calls %j: %s', (prompt, names, problem) => {
  expect(mentions(prompt, ...names)).toBe(problem)
})

test('texts and lists beyond all bounds are not gone through', () => {
  const rule = { text: 'prompt', list: 'images', name: 'ref' }
  const images = Array.from({ length: 100_000 }, (_, index) => ({ ref: `dog${index}` }))
  expect(checkMentions({ prompt: '@cat '.repeat(100_000), images }, rule)).toBeUndefined()
})

test('what is no list of names is left to others', () => {
  const rule = { text: 'prompt', list: 'images', name: 'ref' }
  expect(checkMentions({ prompt: '@dog', images: 'dog' }, rule)).toBeUndefined()
  expect(checkMentions({ prompt: 'a dog', images: [null, 7, {}, { ref: 1 }] }, rule)).toBeUndefined()
})

test.each([
  ['2026-09-01 00:00:00', '2026-10-01 00:00:00', undefined],
  ['2026-09-01 00:00:00', '2026-10-01 00:00:01', 'must be at most 30d after start'],
  ['2026-09-01 00:00:00', '2026-08-31 23:59:59', 'must not be before start'],
  ['2026-09-01T00:00:00Z', '2026-09-01T02:00:00+02:00', undefined],
  ['yesterday', '2026-10-01 00:00:01', undefined],
  ['2026-09-01 00:00:00', undefined, undefined],
])('from %s to %s: %s', (start, end, problem) => {
  expect(checkSpan({ start, end }, { from: 'start', to: 'end', max: '30d' })).toBe(problem)
})
