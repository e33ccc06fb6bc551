import { expect, test } from 'vitest'
import type { JobInstance, Plan } from './plan.ts'
import { runSeconds } from './run-seconds.ts'

function clip(id: string, needs: readonly string[] = []): JobInstance {
  return {
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
  }
}

function limits(concurrency: number, requestsPerMinute = 1000, all = 100): Pick<Plan, 'concurrency' | 'providers'> {
  return {
    concurrency: all,
    providers: { tiny: { id: 'tiny', concurrency, requestsPerMinute } as unknown as Plan['providers'][string] },
  }
}

function clips(count: number) {
  return Array.from({ length: count }, (_, nth) => clip(`c${nth}`))
}
function minute() {
  return 60
}

test('the limits of the provider and of the run hold', () => {
  expect(runSeconds(clips(10), limits(5), minute)).toBe(120)
  expect(runSeconds(clips(10), limits(5, 1000, 2), minute)).toBe(300)
})

test('a clip begins when those it needs have ended; clips that are not in the list count as done', () => {
  expect(runSeconds([clip('a'), clip('b', ['a']), clip('c', ['elsewhere'])], limits(5), minute)).toBe(120)
})

test('the limit of requests per minute holds', () => {
  expect(runSeconds(clips(20), limits(100, 10), minute)).toBe(120)
})

/** Clips that count how often their properties are read. */
function countedClips(count: number) {
  let looks = 0
  const get = (each: JobInstance, name: string | symbol): unknown => {
    looks += 1
    return Reflect.get(each, name)
  }
  return { clips: clips(count).map((each) => new Proxy(each, { get })), looks: () => looks }
}

test('each of ten thousand clips is read as often as each of a hundred', () => {
  const [few, many] = [countedClips(100), countedClips(10_000)]
  expect(runSeconds(few.clips, limits(16), minute)).toBe(420)
  expect(runSeconds(many.clips, limits(16), minute)).toBe(37_500)
  expect(few.looks()).toBeGreaterThan(0)
  expect(many.looks()).toBe(100 * few.looks())
})
