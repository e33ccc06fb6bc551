import { expect, it } from 'vitest'
import * as acedata from '../src/providers/acedata/index.gen.ts'
import type { Operation } from '../src/runtime.ts'
import { priceReader } from './price-reader.ts'

const priceOf = await priceReader(acedata.table)

it.each([
  ['text-to-video', acedata.textToVideo, { prompt: 'a fox', model: 'v4.5', quality: '720p', duration: 5 }],
  ['text-to-video, fast', acedata.textToVideo, { prompt: 'a fox', model: 'v4', quality: '720p', duration: 5, motion: 'fast' }],
  ['image-to-video', acedata.imageToVideo, { prompt: 'a fox', model: 'v4.5', image_url: 'https://cdn.acedata.cloud/c7zzmb.png' }],
  ['transition', acedata.transition, { prompt: 'dawn', model: 'v4', frame: ['https://a.example/1.png', 'https://a.example/2.png'] }],
  ['template', acedata.template, { prompt: 'a hug', model: 'v4', template_id: 303624424723200 }],
  ['character-to-video', acedata.characterToVideo, { prompt: 'she walks', model: 'v4', asset_id: 317383895242880 }],
  ['extend', acedata.extend, { prompt: 'it goes on', model: 'v4.5', video_id: 317982208110208 }],
  ['character', acedata.character, { images: ['https://cdn.acedata.cloud/c7zzmb.png'] }],
] as const)('%s: Ace publishes no price, and the estimate says so', (_name, operation: Pick<Operation, 'name'>, request) => {
  const estimate = priceOf(operation, request)
  expect(estimate.amount).toBeUndefined()
  expect(estimate.unknown).toMatch(/Ace Data Cloud (publishes no credit table|does not say)/)
})

it('a credit has no published rate in USD', () => {
  expect(acedata.table.money).toEqual({ unit: 'credit' })
})
