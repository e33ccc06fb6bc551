import { AnswerError, NetworkError, NotJsonError, TimeoutError } from '@shotlist/core'
import { failureOf } from '../../job/failure.ts'
import type { Emit } from '../run-event.ts'

/** How long a provider may fail or not respond before a warning, in milliseconds. */
const OUTAGE_AFTER_MS = 3000

/**
 * Watches the responses to polls. Warns once if the provider does not respond, because the run seems to stand still, and once if it responds
 * again. Uses real time, not the run's clock, because it watches the network.
 */
export class OutageWatch {
  readonly #title: string
  readonly #emit: Emit
  readonly #endSignal: AbortSignal
  /** The reason for the warning, and its timer; absent while polls get responses. */
  #outage: { reason: string; readonly timer: NodeJS.Timeout } | undefined
  #isReported = false
  /** Time of the last response, by `performance.now()`. */
  #respondedAt = Number.NEGATIVE_INFINITY

  /** @param endSignal aborts when the run ends; then nothing more is reported */
  constructor(title: string, { emit, endSignal }: { readonly emit: Emit; readonly endSignal: AbortSignal }) {
    this.#title = title
    this.#emit = emit
    this.#endSignal = endSignal
  }

  /** Sends a poll and notes its outcome. Returns and throws what `send` does. */
  async watch<T>(send: () => Promise<T>): Promise<T> {
    const sentAt = performance.now()
    // A poll that hangs while others get responses is not an outage.
    const silence = setTimeout(() => this.#respondedAt < sentAt && this.#report('it does not respond'), OUTAGE_AFTER_MS).unref()
    try {
      const response = await send()
      this.#responded()
      return response
    } catch (error) {
      if (isOutage(error)) this.#failed(failureOf(error).message)
      else if (error instanceof AnswerError) this.#responded()
      throw error
    } finally {
      clearTimeout(silence)
    }
  }

  #failed(reason: string): void {
    if (this.#outage === undefined)
      this.#outage = { reason, timer: setTimeout(() => this.#report(this.#outage?.reason ?? reason), OUTAGE_AFTER_MS).unref() }
    else this.#outage.reason = reason
  }

  #report(reason: string): void {
    if (this.#isReported || this.#endSignal.aborted) return
    this.#isReported = true
    const message = `${this.#title} cannot be reached: ${reason}. Its tasks continue there, and are polled until it responds`
    this.#emit({ event: 'run.warning', code: 'out-of-reach', message })
  }

  #responded(): void {
    this.#respondedAt = performance.now()
    clearTimeout(this.#outage?.timer)
    this.#outage = undefined
    if (!this.#isReported) return
    this.#isReported = false
    this.#emit({ event: 'run.warning', code: 'within-reach', message: `${this.#title} responds again` })
  }
}

/** Whether the error means that the provider or the network is down. */
function isOutage(error: unknown): boolean {
  return (
    error instanceof NetworkError ||
    error instanceof TimeoutError ||
    error instanceof NotJsonError ||
    (error instanceof AnswerError && error.class === 'server')
  )
}
