import type { Clock } from '@shotlist/core'

const MINUTE_MS = 60_000

/**
 * Limits the requests in every sliding window of a minute. This satisfies providers that count by clock minutes, and those that count by
 * sliding windows.
 */
export class RequestWindow {
  readonly #perMinute: number
  readonly #clock: Clock
  /** Times of the requests, oldest first; times in the future are reserved. */
  readonly #times: number[] = []
  /** No request is sent before this time, in milliseconds by the clock. */
  #notBefore = 0

  constructor(perMinute: number, clock: Clock) {
    this.#perMinute = Math.max(1, Math.floor(perMinute))
    this.#clock = clock
  }

  /** Resolves when a request may be sent, in the order of the calls. @throws the signal's reason if it aborts first */
  async acquire(signal?: AbortSignal): Promise<void> {
    const now = this.#clock.now()
    // The times are sorted, so the expired ones come first.
    const recent = this.#times.findIndex((time) => time > now - MINUTE_MS)
    if (recent !== 0) this.#times.splice(0, recent === -1 ? this.#times.length : recent)
    const nth = this.#times.at(-this.#perMinute)
    const at = Math.max(now, this.#notBefore, nth === undefined ? 0 : nth + MINUTE_MS)
    this.#times.push(at)
    if (at > now) await this.#clock.sleep(at - now, signal)
  }

  get isPaused(): boolean {
    return this.#clock.now() < this.#notBefore
  }

  /** Sends no request for `ms`, because the provider asked for a pause. */
  pause(ms: number): void {
    this.#notBefore = Math.max(this.#notBefore, this.#clock.now() + ms)
  }
}
