import { describe, expect, it } from 'vitest'
import { systemClock } from './clock.ts'
import { openTimeScope } from './time-scope.ts'

const never = new Promise<never>(() => {})

describe('openTimeScope', () => {
  it('ends work that does not end by itself', async () => {
    const scope = openTimeScope({ signals: [], timeoutMs: 5, clock: systemClock })
    await expect(scope.race(never)).rejects.toThrow('5 ms')
    expect(scope.timedOut).toBe(true)
  })

  it('ends with the reason of the signal that aborts', async () => {
    const one = new AbortController()
    const scope = openTimeScope({ signals: [undefined, one.signal], timeoutMs: Number.POSITIVE_INFINITY, clock: systemClock })
    const raced = scope.race(never)
    one.abort('enough')
    await expect(raced).rejects.toBe('enough')
    expect([scope.timedOut, scope.signal.aborted]).toEqual([false, true])
    await expect(openTimeScope({ signals: [one.signal], timeoutMs: 1, clock: systemClock }).race(never)).rejects.toBe('enough')
  })

  it('removes its timer and listeners when closed', async () => {
    const one = new AbortController()
    const slept: (AbortSignal | undefined)[] = []
    const clock = { now: () => 0, sleep: (_: number, signal?: AbortSignal) => (slept.push(signal), never) }
    const scope = openTimeScope({ signals: [one.signal], timeoutMs: 1000, clock })
    expect(await scope.race(Promise.resolve(7))).toBe(7)
    scope.close()
    one.abort()
    expect([slept[0]?.aborted, scope.signal.aborted]).toEqual([true, false])
  })
})
