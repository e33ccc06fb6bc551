import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backoffMs } from './backoff.ts'

const chance = fc.double({ min: 0, max: 1, noNaN: true })
const anyMs = fc.integer({ min: 1, max: 1e6 })

type Case = { readonly attempt: number; readonly baseMs: number; readonly maxMs: number; readonly random: number }

const shareOfBound = ({ attempt, baseMs, maxMs, random }: Case): number =>
  backoffMs(attempt, { baseMs, maxMs, random: () => random }) / Math.min(maxMs, baseMs * 2 ** (attempt - 1))

describe('backoffMs', () => {
  it('doubles up to its bound', () => {
    const waits = [1, 2, 3, 4, 9].map((attempt) => backoffMs(attempt, { baseMs: 100, maxMs: 1000, random: () => 1 }))
    expect(waits).toEqual([100, 200, 400, 800, 1000])
  })

  it('is always between half and all of the bound', () => {
    const anyCase = fc.record({ attempt: fc.integer({ min: 1, max: 900 }), baseMs: anyMs, maxMs: anyMs, random: chance })
    fc.assert(fc.property(anyCase, (each) => void expect(shareOfBound(each)).toBeCloseTo(0.5 + each.random / 2, 9)))
  })
})
