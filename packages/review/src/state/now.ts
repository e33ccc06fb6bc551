import { signal } from '@preact/signals'

/** The time, once a second while the page is live, for what still lasts. */
export const now = signal(Date.now())

export function followClock(): void {
  setInterval(() => {
    now.value = Date.now()
  }, 1000)
}
