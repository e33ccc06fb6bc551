import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pollDelayMs } from './poll-schedule.ts'

const SCHEDULE = { firstMs: 5000, everyMs: 4000 }
function middle() {
  return 0.5
}

describe('pollDelayMs', () => {
  it('begins with the first wait and grows slowly', () => {
    const delays = [0, 1, 10, 40, 1000].map((reads) => pollDelayMs(SCHEDULE, { reads, unknown: 0, random: middle }))
    expect(delays).toEqual([5000, 4200, 6000, 12_000, 12_000])
  })

  it('doubles while the state is unknown', () => {
    const delays = [1, 2, 3, 9].map((unknown) => pollDelayMs(SCHEDULE, { reads: unknown, unknown, random: middle }))
    expect(delays).toEqual([8000, 16_000, 32_000, 32_000])
  })

  it('has a minimum, even if the document asks for less', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.nat(),
        fc.nat(500),
        fc.nat(500),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (firstMs, everyMs, reads, unknown, random) => {
          const delay = pollDelayMs({ firstMs, everyMs }, { reads, unknown, random: () => random })
          expect(delay).toBeGreaterThanOrEqual(18)
          expect(delay).toBeLessThanOrEqual(1.1 * Math.max(20, firstMs, 8 * everyMs))
        },
      ),
    )
  })
})
