import { describe, expect, it } from 'vitest'
import { createChangeFeed } from './run-task.ts'

async function all<T>(feed: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = []
  for await (const value of feed) values.push(value)
  return values
}

describe('createChangeFeed', () => {
  it('gives every reader all values, early or late', async () => {
    const feed = createChangeFeed<number>()
    feed.push(1)
    const early = all(feed)
    await Promise.resolve()
    feed.push(2)
    feed.push(3)
    feed.end()
    expect([await early, await all(feed)]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ])
  })

  it('ends with the first error, after the remaining values', async () => {
    const feed = createChangeFeed<number>()
    const seen: number[] = []
    feed.push(1)
    feed.end('broken')
    feed.end()
    const read = async () => {
      for await (const value of feed) seen.push(value)
    }
    await expect(read()).rejects.toBe('broken')
    expect(seen).toEqual([1])
  })
})
