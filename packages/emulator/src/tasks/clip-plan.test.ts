import { expect, it } from 'vitest'
import type { OperationTable } from '../documents/terms.ts'
import { planClip } from './clip-plan.ts'

const NOTHING = { ratio: undefined, seconds: undefined }

function operation(canonical: Record<string, string> = {}): OperationTable {
  return { name: 'text-to-video', canonical } as unknown as OperationTable
}

it('reads a request by the canonical names of its fields', () => {
  const fields = { script: 'a fox', shape: '1:1', size: '720p', length: '8s', chance: 7, engine: 'feather' }
  const canonical = { prompt: 'script', aspect_ratio: 'shape', quality: 'size', duration: 'length', seed: 'chance', model: 'engine' }
  expect(planClip(operation(canonical), fields, NOTHING)).toEqual({
    width: 720,
    height: 720,
    seconds: 8,
    prompt: 'a fox',
    notes: ['text-to-video', 'feather 720p', 'seed 7'],
  })
})

it('uses the ratio and length of its source, unless the request says otherwise', () => {
  const sources = { ratio: 0.75, seconds: 12 }
  expect(planClip(operation(), { quality: '720p' }, sources)).toMatchObject({ width: 720, height: 960, seconds: 12 })
  expect(planClip(operation(), { quality: '720p', aspect_ratio: '16:9', duration: 3 }, sources)).toMatchObject({ width: 1280, seconds: 3 })
})

it('has the size in pixels that any field names', () => {
  expect(planClip(operation(), { prompt: 'a cup', size: '720x1280' }, NOTHING)).toMatchObject({ width: 720, height: 1280 })
})

it('adds up the parts of a clip', () => {
  expect(planClip(operation(), { parts: [{ duration: 3 }, { duration: 4 }, {}] }, NOTHING).seconds).toBe(7)
})

it.each([0, -1, 'long', null, [], 1e9])('limits the length for %j', (duration) => {
  const { seconds } = planClip(operation(), { duration: duration as never }, NOTHING)
  expect(seconds).toBeGreaterThanOrEqual(5)
  expect(seconds).toBeLessThanOrEqual(60)
})
