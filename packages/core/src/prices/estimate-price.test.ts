import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Price } from '../contract/index.ts'
import { estimatePrice } from './estimate-price.ts'

const MONEY = { unit: 'credit', usd: 0.01 }
function of(
  price: Price,
  input: Record<string, unknown>,
  more: { defaults?: Record<string, unknown>; seconds?: Record<string, number> } = {},
) {
  const { defaults = {}, seconds = {} } = more
  return estimatePrice({ kind: 'task', price, defaults }, input, { money: MONEY, seconds })
}

const someReason = { unknown: expect.stringMatching(/\w/) as string }

const TABLE: Price = { by: ['model', 'quality'], of: { v6: { '720p': 9 }, v5: { '720p': { never: 1 } } } }

describe('estimatePrice', () => {
  it.each<[Price, Record<string, unknown>, number | undefined]>([
    [45, {}, 45],
    [{ field: 'duration' }, { duration: 5 }, 5],
    [{ field: 'duration' }, { duration: '8' }, 8],
    [{ field: 'duration' }, {}, undefined],
    [TABLE, { model: 'v6', quality: '720p' }, 9],
    [TABLE, { model: 'v6', quality: '1080p' }, undefined],
    [TABLE, { model: 'v6' }, undefined],
    [TABLE, { model: 'toString', quality: 'length' }, undefined],
    [TABLE, { model: 'v5', quality: '720p' }, undefined],
    [{ product: [TABLE, { field: 'duration' }] }, { model: 'v6', quality: '720p', duration: 5 }, 45],
    [{ sum: [1, { field: 'missing' }] }, {}, undefined],
    [{ divide: [{ field: 'n' }, 0] }, { n: 4 }, undefined],
    [{ ceil: { divide: [{ bytes: 'text' }, 4] } }, { text: 'ä€1' }, 2],
    [{ ceil: { product: [0.1, 30] } }, {}, 3],
    [{ bytes: 'text' }, { text: 7 }, undefined],
    [1e308, {}, undefined],
    [{ product: [1e200, 1e200] }, {}, undefined],
    [{ field: 'duration' }, { duration: 1e12 }, undefined],
    [{ field: 'duration' }, { duration: -5 }, undefined],
    [{ unpublished: 'ask sales' }, {}, undefined],
    [
      { first: [{ when: { quality: ['360p', '540p'] }, price: 20 }, { when: { duration: { min: 6 } }, price: 80 }, { price: 40 }] },
      { quality: '540p' },
      20,
    ],
    [
      { first: [{ when: { quality: ['360p', '540p'] }, price: 20 }, { when: { duration: { min: 6 } }, price: 80 }, { price: 40 }] },
      { duration: 8 },
      80,
    ],
    [
      {
        first: [
          { when: { audio: true }, price: 2 },
          { when: { img: { present: false } }, price: 3 },
        ],
      },
      { audio: false },
      3,
    ],
    [{ first: [{ when: { audio: true }, price: 2 }] }, { audio: false }, undefined],
  ])('%j for %j is %s', (price, input, expected) => {
    expect(of(price, input)).toEqual(expected === undefined ? someReason : { amount: expected, unit: 'credit', usd: expected / 100 })
  })

  it('uses defaults for absent fields, and lengths if given', () => {
    expect(of({ field: 'duration' }, { duration: undefined }, { defaults: { duration: 5 } }).amount).toBe(5)
    expect(of({ product: [2, { seconds: 'audio' }] }, { audio: 1 }).unknown).toBe('it depends on the length of audio')
    expect(of({ product: [2, { seconds: 'audio' }] }, { audio: 1 }, { seconds: { audio: 3.5 } }).amount).toBe(7)
  })

  it('says why a price is unknown', () => {
    expect(of({ unpublished: 'ask sales' }, {}).unknown).toBe('ask sales')
    expect(of(TABLE, { model: 'v6', quality: '4k' }).unknown).toBe('no price is published for model v6, quality 4k')
    expect(estimatePrice({ kind: 'task', defaults: {} }, {}, { money: MONEY })).toEqual({ unknown: 'the provider publishes no price' })
  })

  it('has price 0 for reads, and no USD amount without a published rate', () => {
    expect(estimatePrice({ kind: 'query', defaults: {} }, {}, { money: MONEY })).toEqual({ amount: 0, unit: 'credit', usd: 0 })
    expect(estimatePrice({ kind: 'task', price: 3, defaults: {} }, {}, { money: { unit: 'credit' } })).toEqual({
      amount: 3,
      unit: 'credit',
    })
  })

  it('is never zero or not a number by mistake', () => {
    const field = fc.constantFrom('a', 'b', 'c')
    const price = fc.letrec<{ price: Price }>((tie) => ({
      price: fc.oneof(
        { maxDepth: 3 },
        fc.integer({ min: 1, max: 100 }),
        fc.record({ field }),
        fc.record({ bytes: field }),
        fc.record({ sum: fc.array(tie('price'), { minLength: 1, maxLength: 3 }) }),
        fc.record({ product: fc.array(tie('price'), { minLength: 1, maxLength: 3 }) }),
        fc.record({ ceil: tie('price') }),
      ),
    })).price
    const input = fc.dictionary(field, fc.oneof(fc.integer({ min: 1, max: 99 }), fc.string({ minLength: 1 }), fc.constant(null)), {
      noNullPrototype: true,
    })
    fc.assert(
      fc.property(price, input, (given, fields) => {
        const { amount, unknown } = of(given, fields)
        expect(amount === undefined ? unknown !== '' : Number.isFinite(amount)).toBe(true)
      }),
    )
  })
})
