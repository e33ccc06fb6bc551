import type { Clock } from '@shotlist/core'
import { durationText } from '../errors/amounts.ts'
import { DownloadError } from '../errors/output-errors.ts'

type LimitOptions = { readonly clock: Clock; readonly owner: AbortSignal; readonly limitMs: number }

/** Calls a download off, with all its tries and addresses, when its time is up or with its owner. What is there by then stays for the next run. */
export class DownloadLimit {
  readonly #controller = new AbortController()
  readonly #owner: AbortSignal
  readonly #stop = () => this.#controller.abort(this.#owner.reason)
  readonly #cancel: () => void

  constructor({ clock, owner, limitMs }: LimitOptions) {
    this.#owner = owner
    if (owner.aborted) this.#stop()
    owner.addEventListener('abort', this.#stop, { once: true })
    const expire = () =>
      this.#controller.abort(
        new DownloadError(
          'endless',
          `the file was not whole after ${durationText(limitMs / 1000)}: a longer \`timeout\` of its job gives it more`,
        ),
      )
    this.#cancel = after(clock, limitMs, expire)
  }

  /** Its reason is the owner's, or a `DownloadError`. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  end(): void {
    this.#cancel()
    this.#owner.removeEventListener('abort', this.#stop)
  }
}

/** Calls `run` after so long; what it returns prevents that. */
function after(clock: Clock, ms: number, run: () => void): () => void {
  if (clock.after !== undefined) return clock.after(ms, run)
  const cancelled = new AbortController()
  clock.sleep(ms, cancelled.signal).then(run, () => undefined)
  return () => cancelled.abort()
}
