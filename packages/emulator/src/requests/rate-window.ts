const WINDOW_MS = 60_000

/** Counts the requests of the last minute. */
export class RateWindow {
  readonly #limit: number | undefined
  #times: number[] = []

  /** `limit`: requests in any minute; `undefined`: no limit. */
  constructor(limit: number | undefined) {
    this.#limit = limit
  }

  /** Counts a request. Returns the seconds to wait if it exceeds the limit. */
  take(nowMs: number): number | undefined {
    if (this.#limit === undefined) return undefined
    this.#times = this.#times.filter((time) => time > nowMs - WINDOW_MS)
    const oldest = this.#times[0]
    if (this.#times.length >= this.#limit && oldest !== undefined) return Math.max(1, Math.ceil((oldest + WINDOW_MS - nowMs) / 1000))
    this.#times.push(nowMs)
    return undefined
  }
}
