import { expect, test } from 'vitest'
import { sampleReport } from '../../test/harness/sample-report.ts'
import { costsBy, costTotal, currenciesOf } from './costs.ts'
import { decisionCommands } from './decision-commands.ts'

const { clips, providers } = sampleReport({ rows: 20 })

test('costs are paid or expected, the highest first', () => {
  const rows = costsBy(clips, 'job', 'usd')
  expect(rows.map(({ name }) => name)).toEqual(['social', 'catalogue', 'hero-long', 'hero'])
  expect(rows[0]).toMatchObject({ clips: 24, expected: { amount: 0, most: 0, unknown: 0 } })
  expect(rows[0]?.paid.amount).toBeCloseTo(5.4)
  expect(rows[1]?.expected.amount).toBeCloseTo(0.45)
})

test('payments for failures are reported', () => {
  expect(costTotal(clips, 'usd').lost.amount).toBeCloseTo(0.225)
})

test('a unit counts only for the providers that charge in it', () => {
  const currencies = currenciesOf(providers)
  expect(currencies.map(({ name }) => name)).toEqual(['USD', 'credit', 'PTC'])
  const { currency = 'usd' as const } = currencies[2] ?? {}
  expect(costsBy(clips, 'provider', currency).find(({ name }) => name === 'pixverse')?.paid.amount).toBe(0)
})

test('unknown costs are counted, and bounds are kept', () => {
  const [clip] = clips
  if (clip === undefined) throw new Error('no clip')
  const told = [
    { ...clip, state: 'planned' as const, spent: { amount: 0, usd: 0 }, price: { amount: 10, usd: 0.1, most: { amount: 30, usd: 0.3 } } },
    { ...clip, state: 'planned' as const, spent: { amount: 0, usd: 0 }, price: {} },
    { ...clip, state: 'done' as const, spent: { unknown: 2 }, price: {} },
    { ...clip, state: 'done' as const, spent: { amount: 5, usd: 0.05, unknown: 1 }, price: {} },
  ]
  expect(costTotal(told, 'usd')).toMatchObject({
    paid: { amount: 0.05, most: 0.05, unknown: 3 },
    expected: { amount: 0.1, most: 0.3, unknown: 1 },
  })
})

test('decisions become commands that a shell reads unchanged', () => {
  const picks = new Map([["it's[a=b c]", { take: "it's[a=b c]#2", render: '317 98' }]])
  expect(decisionCommands({ picks, rejected: [] }, { manifest: undefined, rehearsal: false })).toEqual([
    `shotlist pick 'it'\\''s[a=b c]#2' --render '317 98'`,
  ])
  const rejected = [{ id: 'hero', seed: 7 }, { id: 'still' }]
  expect(decisionCommands({ picks: new Map(), rejected }, { manifest: 'launch.yaml', rehearsal: false })).toEqual([
    'shotlist run launch.yaml --force still',
  ])
  expect(
    decisionCommands({ picks: new Map([['hero', { take: 'hero#2', render: '9' }]]), rejected }, { manifest: undefined, rehearsal: true }),
  ).toEqual(["shotlist pick 'hero#2' --rehearsal"])
})
