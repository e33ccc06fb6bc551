import { AnswerError, NetworkError, NotJsonError, TimeoutError } from '@shotlist/core'
import { failureOf } from '../../job/failure.ts'
import type { Emit } from '../run-event.ts'

/** How long a provider may fail, or be silent, before that is said, in milliseconds. */
const OUTAGE_AFTER_MS = 3000

/**
 * Watches whether the reads of a provider's tasks are answered. Says once that they are not, and once that they are again: a run would look as if
 * it stood still. Goes by the machine's own time, as the network does.
 */
export class OutageWatch {
  readonly #title: string
  readonly #emit: Emit
  readonly #over: AbortSignal
  /** What is said of the outage when its time has come; absent while reads are answered. */
  #outage: { reason: string; readonly timer: NodeJS.Timeout } | undefined
  #isReported = false
  /** By the machine's own time; when a read was answered last. */
  #answeredAt = Number.NEGATIVE_INFINITY

  /** @param over aborts when the run is over, and nothing more is to be said */
  constructor(title: string, { emit, over }: { readonly emit: Emit; readonly over: AbortSignal }) {
    this.#title = title
    this.#emit = emit
    this.#over = over
  }

  /** Sends a read, and takes note of what comes of it. */
  async watch<T>(send: () => Promise<T>): Promise<T> {
    const sentAt = performance.now()
    // One read that hangs while others are answered says nothing of the provider.
    const silence = setTimeout(() => this.#answeredAt < sentAt && this.#tell('it does not answer'), OUTAGE_AFTER_MS).unref()
    try {
      const answer = await send()
      this.#answered()
      return answer
    } catch (error) {
      if (isOutage(error)) this.#failed(failureOf(error).message)
      else if (error instanceof AnswerError) this.#answered()
      throw error
    } finally {
      clearTimeout(silence)
    }
  }

  #failed(reason: string): void {
    if (this.#outage === undefined)
      this.#outage = { reason, timer: setTimeout(() => this.#tell(this.#outage?.reason ?? reason), OUTAGE_AFTER_MS).unref() }
    else this.#outage.reason = reason
  }

  #tell(reason: string): void {
    if (this.#isReported || this.#over.aborted) return
    this.#isReported = true
    const message = `${this.#title} is out of reach: ${reason}. Its tasks go on there; they are asked for until it answers`
    this.#emit({ event: 'run.warning', code: 'out-of-reach', message })
  }

  #answered(): void {
    this.#answeredAt = performance.now()
    clearTimeout(this.#outage?.timer)
    this.#outage = undefined
    if (!this.#isReported) return
    this.#isReported = false
    this.#emit({ event: 'run.warning', code: 'within-reach', message: `${this.#title} answers again` })
  }
}

/** Whether the provider, or the way to it, is down. */
function isOutage(error: unknown): boolean {
  return (
    error instanceof NetworkError ||
    error instanceof TimeoutError ||
    error instanceof NotJsonError ||
    (error instanceof AnswerError && error.class === 'server')
  )
}
