import { expect, it } from 'vitest'
import { FileCache } from './create-media-maker.ts'

async function file(size: number): Promise<Uint8Array> {
  return new Uint8Array(size)
}

it('makes a file once, even if it is requested twice at the same time', async () => {
  const cache = new FileCache(100)
  let made = 0
  const make = (): Promise<Uint8Array> => {
    made += 1
    return file(10)
  }
  const [one, other] = await Promise.all([cache.get('a', make), cache.get('a', make)])
  expect(one).toBe(other)
  expect(made).toBe(1)
})

it('drops the least recently used file', async () => {
  const cache = new FileCache(100)
  const made: string[] = []
  const get = (key: string): Promise<Uint8Array> =>
    cache.get(key, () => {
      made.push(key)
      return file(40)
    })
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key)
  expect(made).toEqual(['a', 'b', 'c', 'b'])
})

it('does not cache a failure', async () => {
  const cache = new FileCache(100)
  await expect(cache.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await cache.get('a', () => file(3))).toHaveLength(3)
})
