import { expect, test } from 'vitest'
import { pollDelayWithWebhook, retryDelay } from './delays.ts'
import { RequestWindow } from './request-window.ts'

test('a window limits the requests in every minute', async () => {
  let now = 0
  const window = new RequestWindow(3, {
    now: () => now,
    sleep: async (ms) => {
      now += ms
    },
  })
  const times: number[] = []
  for (let nth = 0; nth < 7; nth += 1) {
    await window.acquire()
    times.push(now)
  }
  expect(times).toEqual([0, 0, 0, 60_000, 60_000, 60_000, 120_000])
})

test('tasks with a webhook are polled at least once a minute, unless the usual pace is slower', () => {
  expect(pollDelayWithWebhook({ firstMs: 5000, everyMs: 4000 }, 0)).toBe(40_000)
  expect(pollDelayWithWebhook({ firstMs: 5000, everyMs: 4000 }, 1)).toBeLessThan(40_000)
  expect(pollDelayWithWebhook({ firstMs: 5000, everyMs: 20_000 }, 0)).toBe(60_000)
  expect(pollDelayWithWebhook({ firstMs: 5000, everyMs: 90_000 }, 0)).toBe(90_000)
})

test('waits double up to half a minute, and are at least as long as Retry-After', () => {
  expect(retryDelay(0, { random: 1 })).toBe(1000)
  expect(retryDelay(2, { random: 1 })).toBe(4000)
  expect(retryDelay(50, { random: 1 })).toBe(30_000)
  expect(retryDelay(0, { random: 0, retryAfterMs: 7000 })).toBe(7000)
  expect(retryDelay(0, { random: 0, retryAfterMs: 86_400_000 })).toBe(600_000)
})

test('a paused window sends nothing until the pause ends', async () => {
  let now = 0
  const window = new RequestWindow(100, {
    now: () => now,
    sleep: async (ms) => {
      now += ms
    },
  })
  await window.acquire()
  window.pause(7000)
  expect(window.isPaused).toBe(true)
  await window.acquire()
  expect(now).toBe(7000)
  expect(window.isPaused).toBe(false)
})
