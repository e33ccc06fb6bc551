import { expect, test } from 'vitest'
import { priceMarkdown, priceReport } from './price-report.ts'

const CREDITS = { unit: 'credit', usd: 0.01 }

test.each([
  [45, 'Price: 45 credits ($0.45).'],
  [1, 'Price: 1 credit ($0.01).'],
  [{ product: [{ field: 'duration' }, 9] }, 'Price: `duration` × 9 credits.'],
  [{ product: [{ ceil: { divide: [{ bytes: 'text' }, 15] } }, 4] }, 'Price: ((UTF-8 bytes of `text` ÷ 15) rounded up) × 4 credits.'],
  [{ sum: [10, { seconds: 'audio' }] }, 'Price: 10 + seconds of `audio` credits.'],
  [{ first: [{ when: { fast: true }, price: 20 }, { price: 10 }] }, 'Price: (20 if `fast` is on, else 10) credits.'],
  [{ unpublished: 'ask them' }, 'Price: not published: ask them.'],
  [undefined, 'Price: not published.'],
] as const)('%j reads %s', (price, text) => {
  expect(priceMarkdown(price, CREDITS)).toBe(text)
})

test('a table has a column for each value of its last field', () => {
  const of = { v1: { '720p': 5 }, v2: { '720p': 9, '1080p': 18 } }
  expect(priceMarkdown({ by: ['model', 'quality'], of }, CREDITS)).toBe(`Price in credits:

| \`model\` | \`quality\` 720p | \`quality\` 1080p |
| --- | --- | --- |
| v1 | 5 |  |
| v2 | 9 | 18 |`)
})

test('tables are numbered in the order in which they are first named', () => {
  const table = { by: ['quality'], of: { '720p': 9 } }
  const { formula, tables } = priceReport(
    {
      sum: [
        {
          first: [
            { when: { model: ['v5', 'v6'], duration: { min: 1, max: 8 } }, price: { product: [{ field: 'duration' }, table] } },
            { price: { first: [{ when: { model: 'v4' }, price: table }, { price: { unpublished: 'new model' } }] } },
          ],
        },
        table,
      ],
    },
    'credit',
  )
  expect(formula).toBe('table 1 + table 4')
  expect(tables.map(({ rows }) => rows)).toEqual([
    [
      ['`model` is v5 or v6 and `duration` is 1 to 8', '`duration` × table 2'],
      ['`model` is v4', 'table 3'],
      ['otherwise', 'not published: new model'],
    ],
    [['720p', '9']],
    [['720p', '9']],
    [['720p', '9']],
  ])
})
