import type { Clock } from '@shotlist/core'

const MINUTE_MS = 60_000

/**
 * Keeps requests below a number a minute, counted over every window of a minute, so that a provider that counts by the clock's minutes
 * and one that counts by sliding ones are both content.
 */
export class RequestWindow {
  readonly #perMinute: number
  readonly #clock: Clock
  /** Times at which requests were let go, oldest first; those in the future are promised. */
  readonly #times: number[] = []
  /** Nothing is let go before this time. */
  #notBefore = 0

  constructor(perMinute: number, clock: Clock) {
    this.#perMinute = Math.max(1, Math.floor(perMinute))
    this.#clock = clock
  }

  /** Resolves when a request may be sent. Requests are let go in the order they asked. */
  async take(signal?: AbortSignal): Promise<void> {
    const now = this.#clock.now()
    // They are in order: what is too old stands in front.
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

  /** Lets nothing go for a while: the provider asked for it. */
  pause(ms: number): void {
    this.#notBefore = Math.max(this.#notBefore, this.#clock.now() + ms)
  }
}
