import { setTimeout as delay } from 'node:timers/promises'

/** Resolves when something holds. Looks often, and never gives up: the test's own time limit does. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(50)
}
