import { expect, test } from 'vitest'
import { cpuMs } from '../../../../../test/harness/cpu-ms.ts'
import type { JobInstance, Plan } from '../plan.ts'
import { runSeconds } from './run-seconds.ts'

const clip = (id: string, needs: readonly string[] = []): JobInstance => ({
  id,
  job: id,
  matrix: {},
  provider: 'tiny',
  operation: 'text-to-video',
  with: {},
  needs,
  picks: [],
  retries: { others: 0 },
  timeoutMs: 0,
  tags: [],
  price: { unit: 'credit' },
  at: { line: 1, column: 1 },
})

const limits = (concurrency: number, requestsPerMinute = 1000, all = 100): Pick<Plan, 'concurrency' | 'providers'> => ({
  concurrency: all,
  providers: { tiny: { id: 'tiny', concurrency, requestsPerMinute } as unknown as Plan['providers'][string] },
})

const clips = (count: number) => Array.from({ length: count }, (_, nth) => clip(`c${nth}`))
const minute = () => 60

test('as many at once as the provider takes, and as the run may have in flight', () => {
  expect(runSeconds(clips(10), limits(5), minute)).toBe(120)
  expect(runSeconds(clips(10), limits(5, 1000, 2), minute)).toBe(300)
})

test('what waits for another begins when that one has ended; what is not rendered is done already', () => {
  expect(runSeconds([clip('a'), clip('b', ['a']), clip('c', ['elsewhere'])], limits(5), minute)).toBe(120)
})

test('no more requests a minute than are allowed', () => {
  expect(runSeconds(clips(20), limits(100, 10), minute)).toBe(120)
})

test('ten thousand clips are played through in a moment', () => {
  const startedAt = cpuMs()
  expect(runSeconds(clips(10_000), limits(16), minute)).toBe(37_500)
  expect(cpuMs() - startedAt).toBeLessThan(1000)
})
