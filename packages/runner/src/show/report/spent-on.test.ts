import { expect, test } from 'vitest'
import type { AttemptRecord } from '../../store/journal/records.ts'
import { spentOn } from './spent-on.ts'

function attempt(given: Partial<AttemptRecord>): AttemptRecord {
  return {
    job: 'hero',
    fingerprint: 'f',
    number: 1,
    key: 'k',
    provider: 'p',
    operation: 'o',
    state: 'succeeded',
    intendedAt: '2026-01-01T00:00:00.000Z',
    ...given,
  }
}

const PRICE = { credits: 45, unit: 'credit' }
const OPTIONS = { lock: undefined, price: PRICE, usd: 0.01 }

test('sums up what each render that is or may be paid for was charged, otherwise its expected price', () => {
  const attempts = [
    attempt({ estimated: 45, charged: 40 }),
    attempt({ state: 'refused', estimated: 45 }),
    attempt({ state: 'failed', estimated: 45 }),
    attempt({ state: 'failed', estimated: 45, charged: 5 }),
    attempt({ state: 'uncertain', estimated: 45 }),
  ]
  expect(spentOn({ ...OPTIONS, attempts })).toEqual({ amount: 90, usd: 0.9 })
  expect(spentOn({ ...OPTIONS, attempts: [] })).toEqual({ amount: 0, usd: 0 })
})

test('an unknown price stays unknown', () => {
  expect(spentOn({ ...OPTIONS, attempts: [attempt({})] })).toEqual({ unknown: 1 })
  const partly = [attempt({}), attempt({ charged: 40 })]
  expect(spentOn({ ...OPTIONS, attempts: partly })).toEqual({ amount: 40, usd: 0.4, unknown: 1 })
})
