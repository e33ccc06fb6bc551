import type { Clock } from '@shotlist/core'
import { durationText } from '../errors/amounts.ts'
import { DownloadError } from '../errors/output-errors.ts'

type LimitOptions = { readonly clock: Clock; readonly owner: AbortSignal; readonly limitMs: number }

/** Aborts a download with all its tries after its time limit, or when its owner aborts. The part stays for the next run. */
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
        new DownloadError('endless', `the download was not complete after ${durationText(limitMs / 1000)}: raise \`timeout\` of its job`),
      )
    this.#cancel = after(clock, limitMs, expire)
  }

  /** Its reason is that of the owner, or a `DownloadError`. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  end(): void {
    this.#cancel()
    this.#owner.removeEventListener('abort', this.#stop)
  }
}

/** Calls `run` after `ms`. Returns a function that cancels the call. */
function after(clock: Clock, ms: number, run: () => void): () => void {
  if (clock.after !== undefined) return clock.after(ms, run)
  const cancelled = new AbortController()
  clock.sleep(ms, cancelled.signal).then(run, () => undefined)
  return () => cancelled.abort()
}
