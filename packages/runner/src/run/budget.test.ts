import { expect, test } from 'vitest'
import { BudgetLedger } from './budget.ts'

const cost = (credits: number, provider = 'a') => ({ provider, credits, usd: credits / 100 })

test('what is in flight counts until it is settled', () => {
  const budget = new BudgetLedger({ usd: 1 })
  const first = budget.reserve(cost(60))
  expect(budget.refusal(cost(60))?.message).toContain('$0.60 are spent or reserved')
  first.settle(cost(20))
  first.settle(cost(90))
  expect(budget.refusal(cost(60))).toBeUndefined()
  expect(budget.run).toEqual({ credits: 20, usd: 0.2 })
})

test('a cap of one provider does not concern the others', () => {
  const budget = new BudgetLedger({ providers: { a: { credits: 10 } } })
  budget.reserve(cost(10))
  expect(budget.refusal(cost(1))?.cap).toBe('the budget for a')
  expect(budget.refusal(cost(1000, 'b'))).toBeUndefined()
})

test('decimal fractions add up', () => {
  const budget = new BudgetLedger({ usd: 0.3 })
  budget.reserve(cost(10))
  budget.reserve(cost(10))
  expect(budget.refusal(cost(10))).toBeUndefined()
})
