import type { Clock } from '@shotlist/core'

/** A clock that stands still: every wait lasts until it is aborted. */
export function standingClock(): Clock {
  const startedAt = Date.now()
  return {
    now: () => startedAt,
    sleep: (_, signal) =>
      new Promise((_resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
      }),
  }
}
