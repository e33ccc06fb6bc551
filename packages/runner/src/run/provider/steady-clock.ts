import { type Clock, systemClock } from '@shotlist/core'

/**
 * A clock for waits and deadlines: it never jumps. The wall clock does, when it is set right, and a run that waits until a time that has
 * moved away by an hour would stand still, or give up on every task at once.
 */
export const steadyClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: systemClock.sleep,
}
