import type { Clock } from '@shotlist/core'

type Sleeper = { readonly at: number; readonly wake: () => void }

/**
 * A clock for a run in this process, with which waiting takes no time: the shortest wait ends next, and the clock jumps to its end. What
 * a run does depends on the lengths of its waits, not on the speed of the machine. Requests take no time, so that their time limits are
 * never reached; a run that must wait for something real needs another clock.
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
        // One turn of the event loop for each wait, so that other work that is ready runs in between.
        setImmediate(next)
      }),
  }
}
