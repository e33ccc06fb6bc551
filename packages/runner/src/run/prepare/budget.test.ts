import { expect, test } from 'vitest'
import { BudgetLedger } from './budget.ts'

function cost(credits: number, provider = 'a') {
  return { provider, credits, usd: credits / 100 }
}

test('a submission in flight counts until it is settled', () => {
  const budget = new BudgetLedger({ usd: 1 })
  const first = budget.reserve(cost(60))
  expect(budget.refusal(cost(60))?.message).toContain('$0.60 are spent or reserved')
  first.settle(cost(20))
  first.settle(cost(90))
  expect(budget.refusal(cost(60))).toBeUndefined()
  expect(budget.run).toEqual({ credits: 20, usd: 0.2, unknown: 0 })
})

test('a cap for one provider does not limit the others', () => {
  const budget = new BudgetLedger({ providers: { a: { credits: 10 } } })
  budget.reserve(cost(10))
  expect(budget.refusal(cost(1))?.cap).toBe('the budget for a')
  expect(budget.refusal(cost(1000, 'b'))).toBeUndefined()
})

test('a cost without a known price is refused unless that is allowed, and counts when it is charged', () => {
  const strict = new BudgetLedger({ usd: 1 })
  expect(strict.refusal({ provider: 'a' })?.message).toBe('the budget of $1.00: the price is not known')
  const open = new BudgetLedger({ usd: 1 }, { allowUnpriced: true })
  expect(open.refusal({ provider: 'a' })).toBeUndefined()
  const reservation = open.reserve({ provider: 'a' })
  expect(open.run).toEqual({ credits: 0, usd: 0, unknown: 1 })
  reservation.raise(cost(70))
  expect(open.refusal(cost(40))).toBeDefined()
  reservation.settle(cost(80))
  expect(open.run).toEqual({ credits: 80, usd: 0.8, unknown: 0 })
})

test('a submission of an earlier run counts again only for the caps of this run', () => {
  const budget = new BudgetLedger({ credits: 100 })
  budget.spend(cost(60))
  budget.limitRun({ credits: 50 })
  expect(budget.refusal(cost(60), { isRepetition: true })?.cap).toBe("this run's budget")
  budget.reserve(cost(40), { isRepetition: true })
  expect(budget.refusal(cost(10))).toBeUndefined()
  expect(budget.refusal(cost(11))?.cap).toBe("this run's budget")
})

test('three times $0.10 fits a cap of $0.30', () => {
  const budget = new BudgetLedger({ usd: 0.3 })
  budget.reserve(cost(10))
  budget.reserve(cost(10))
  expect(budget.refusal(cost(10))).toBeUndefined()
})

test('a submission that jobs share is reserved once, until the last of them has ended', () => {
  const budget = new BudgetLedger({ credits: 100 })
  const [first, second] = [budget.reserveOnce('a/key', cost(60)), budget.reserveOnce('a/key', cost(60))]
  first.settle(cost(0))
  expect([budget.holds('a/key'), budget.run.credits]).toEqual([true, 60])
  second.settle(cost(70))
  expect([budget.holds('a/key'), budget.run.credits]).toEqual([true, 70])
  budget.reserveOnce('a/key', cost(60)).settle(cost(0))
  expect(budget.run.credits).toBe(70)
  budget.reserveOnce('a/other', cost(20)).settle(cost(0))
  expect([budget.holds('a/other'), budget.run.credits]).toEqual([false, 70])
})
