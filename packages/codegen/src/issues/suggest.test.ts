import { expect, test } from 'vitest'
import { cpuMs } from '../../../../test/harness/cpu-ms.ts'
import { suggest } from './suggest.ts'

test.each([
  ['lenght', ['length', 'light'], 'length'],
  ['Aspect-Ratio', ['aspect_ratio', 'duration'], 'aspect_ratio'],
  ['text-to-vidoe', ['text-to-video', 'image-to-video'], 'text-to-video'],
  ['v55', ['v5', 'v5.5', 'v6'], 'v5'],
  ['qualty', ['quality'], 'quality'],
  ['xyz', ['quality', 'model'], undefined],
  ['a', [], undefined],
])('%s of %j', (name, known, expected) => {
  expect(suggest(name, known)).toBe(expected)
})

test('takes long names in time', () => {
  const started = cpuMs()
  suggest('x'.repeat(1_000_000), ['y'.repeat(1_000_000)])
  expect(cpuMs() - started).toBeLessThan(500)
})
