import type { Clock } from '@shotlist/core'
import type { Clips, ClipView } from './clips.ts'

type Waiting = { readonly key: string; readonly resolve: (view: ClipView | undefined) => void }

/** How often the database is asked, in milliseconds. All clips that somebody waits for are read by one query. */
const TICK_MS = 250
/** With many clips it is asked less often, so that reading them takes a small part of the time: a second for each thousand. */
const TICK_MS_EACH = 1
/** After an error of the database it is asked less and less often, down to once in this many milliseconds. */
const MAX_TICK_MS = 5000

/** Follows clips in the database. A database that cannot be reached is asked again until it answers. */
export class ClipWatch {
  readonly #clips: Clips
  readonly #clock: Clock
  readonly #onTrouble: (error: unknown) => void
  #waiting: Waiting[] = []
  #isTicking = false

  /** @param onTrouble called when the database cannot be asked, once until it answers again */
  constructor(clips: Clips, { clock, onTrouble }: { readonly clock: Clock; readonly onTrouble: (error: unknown) => void }) {
    this.#clips = clips
    this.#clock = clock
    this.#onTrouble = onTrouble
  }

  /** The clip as it is a moment from now. Undefined if the fleet does not have it. @throws the signal's reason */
  next(key: string, signal: AbortSignal): Promise<ClipView | undefined> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error)
      const stop = (): void => {
        this.#waiting = this.#waiting.filter((each) => each !== waiting)
        reject(signal.reason as Error)
      }
      const waiting: Waiting = {
        key,
        resolve: (view) => {
          signal.removeEventListener('abort', stop)
          resolve(view)
        },
      }
      signal.addEventListener('abort', stop, { once: true })
      this.#waiting.push(waiting)
      if (!this.#isTicking) void this.#tick()
    })
  }

  /** The clip as soon as `holds` is true of it. @throws the signal's reason */
  async until(key: string, holds: (view: ClipView) => boolean, signal: AbortSignal): Promise<ClipView> {
    for (;;) {
      const view = await this.next(key, signal)
      if (view !== undefined && holds(view)) return view
    }
  }

  async #tick(): Promise<void> {
    this.#isTicking = true
    let tickMs = TICK_MS
    while (this.#waiting.length > 0) {
      await this.#clock.sleep(Math.max(tickMs, TICK_MS_EACH * this.#waiting.length))
      const asked = this.#waiting
      this.#waiting = []
      try {
        const views = await this.#clips.views([...new Set(asked.map(({ key }) => key))])
        for (const { key, resolve } of asked) resolve(views.get(key))
        tickMs = TICK_MS
      } catch (error) {
        if (tickMs === TICK_MS) this.#onTrouble(error)
        tickMs = Math.min(MAX_TICK_MS, tickMs * 2)
        this.#waiting.push(...asked)
      }
    }
    this.#isTicking = false
  }
}
