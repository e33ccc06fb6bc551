import { expect, test } from 'vitest'
import { bytesText, clockText, durationText, moneyText } from './quantity-text.ts'

test('times', () => {
  expect([0, 420, 42_000, 59_700, 185_000, 7_440_000].map(durationText)).toEqual([
    '0 s',
    '0.4 s',
    '42 s',
    '1 min',
    '3 min 5 s',
    '2 h 4 min',
  ])
  expect([0, 5.24, 65.96].map(clockText)).toEqual(['0:00.0', '0:05.2', '1:06.0'])
})

test('money and sizes', () => {
  expect(moneyText({ amount: 45, usd: 0.225 }, 'credit')).toBe('45 credits ($0.23)')
  expect(moneyText({ amount: 1 }, 'credit')).toBe('1 credit')
  expect(moneyText({ amount: 0.15 }, 'PTC')).toBe('0.15 PTC')
  expect(moneyText({}, 'credit')).toBe('not known')
  expect([512, 84_512, 1_240_000].map(bytesText)).toEqual(['512 B', '85 kB', '1.2 MB'])
})
