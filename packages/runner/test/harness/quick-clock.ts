import type { Clock } from '@shotlist/core'

type Sleeper = { readonly at: number; readonly wake: () => void }

/**
 * A clock for a run in this process, for which waits take no time: it jumps to the end of the shortest wait. What a run does depends on the
 * lengths of its waits, and not on the speed of the machine. Requests take no time, so their time-outs are never reached. A run that must
 * wait for a real event needs another clock.
 */
export function quickClock(): Clock {
  let now = Date.now()
  const sleepers = new Set<Sleeper>()
  const next = () => {
    const [first, ...others] = sleepers
    if (first === undefined) return
    const earliest = others.reduce((one, other) => (other.at < one.at ? other : one), first)
    sleepers.delete(earliest)
    now = Math.max(now, earliest.at)
    earliest.wake()
  }
  return {
    now: () => now,
    after: () => () => undefined,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const stop = () => {
          sleepers.delete(sleeper)
          reject(signal?.reason)
        }
        const wake = () => {
          signal?.removeEventListener('abort', stop)
          resolve()
        }
        const sleeper = { at: now + ms, wake }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', stop, { once: true })
        // One turn of the event loop for each wait, so that other ready work runs in between.
        setImmediate(next)
      }),
  }
}
