import { expect, it } from 'vitest'
import type { Price } from '../documents/terms.ts'
import type { JsonObject } from '../responses/json.ts'
import { priceOf } from './price.ts'

const CASES: [what: string, price: Price | undefined, fields: JsonObject, amount: number | undefined][] = [
  ['no price', undefined, {}, undefined],
  ['a number', 45, {}, 45],
  ['a field', { field: 'duration' }, { duration: '8' }, 8],
  ['a field that is absent', { field: 'duration' }, {}, undefined],
  ['a table', { by: ['model', 'quality'], of: { v6: { '720p': 9 } } }, { model: 'v6', quality: '720p' }, 9],
  ['a table without the entry', { by: ['model', 'quality'], of: { v6: { '720p': 9 } } }, { model: 'v6', quality: '1080p' }, undefined],
  ['a table asked for a prototype key', { by: ['model'], of: {} }, { model: 'constructor' }, undefined],
  ['the first that matches', { first: [{ when: { audio: true }, price: 2 }, { price: 1 }] }, { audio: true }, 2],
  ['the one without a condition', { first: [{ when: { audio: true }, price: 2 }, { price: 1 }] }, {}, 1],
  ['a list of values', { first: [{ when: { n: [1, '2'] }, price: 3 }] }, { n: 2 }, 3],
  ['a range', { first: [{ when: { n: { min: 2, max: 4 } }, price: 3 }] }, { n: 5 }, undefined],
  ['presence', { first: [{ when: { n: { present: false } }, price: 3 }] }, {}, 3],
  ['sums and products', { sum: [{ product: [{ field: 'n' }, 3] }, 1] }, { n: 2 }, 7],
  ['division, rounded up', { ceil: { divide: [{ bytes: 'text' }, 2] } }, { text: 'é!' }, 2],
  ['division by zero', { divide: [1, 0] }, {}, undefined],
  ['the length of media', { product: [{ seconds: 'clip' }, 5] }, { clip: 'known' }, 50],
  ['the length of unknown media', { product: [{ seconds: 'other' }, 5] }, {}, undefined],
  ['unpublished', { unpublished: 'ask them' }, {}, undefined],
]

it.each(CASES)('reckons %s', (_what, price, fields, amount) => {
  expect(priceOf(price, { fields, secondsOf: (field) => (field === 'clip' ? 10 : undefined) })).toBe(amount)
})
