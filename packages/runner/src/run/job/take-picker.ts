import type { LockedPick, TakeChoice } from '../../store/lockfile.ts'

/** Passes the user's picks to a running run, and to the jobs that wait for a picked take. */
export class TakePicker {
  readonly #waiting = new Map<string, (() => void)[]>()
  readonly #keep: (pick: TakeChoice) => Promise<LockedPick | null>
  #ask: (() => Promise<void>) | undefined
  #onPick: (group: string, pick: LockedPick | null) => void = () => undefined

  /** @param keep records a pick, so that later runs know it, and returns the record */
  constructor(keep: (pick: TakeChoice) => Promise<LockedPick | null>) {
    this.#keep = keep
  }

  /** Sets the function that receives every pick: the run in progress. */
  onPick(onPick: (group: string, pick: LockedPick | null) => void): void {
    this.#onPick = onPick
  }

  /** Lets jobs that need a pick ask for it once, and not wait for it. */
  askInstead(ask: () => Promise<void>): void {
    this.#ask = ask
  }

  /** Asks whether a pick was made; undefined if jobs wait for it. */
  get ask(): (() => Promise<void>) | undefined {
    return this.#ask
  }

  /**
   * Records a pick and starts the jobs that wait for it. With a pick of `null` the jobs keep waiting. Returns the record.
   *
   * @throws what `keep` throws
   */
  async pick(pick: TakeChoice): Promise<LockedPick | null> {
    const { group } = pick
    const kept = await this.#keep(pick)
    this.#onPick(group, kept)
    if (kept === null) return kept
    const waiting = this.#waiting.get(group) ?? []
    this.#waiting.delete(group)
    for (const resolve of waiting) resolve()
    return kept
  }

  /** Whether a job waits for a pick of the group. */
  isAwaited(group: string): boolean {
    return this.#waiting.has(group)
  }

  /** Resolves when a take of the group is picked, or the signal aborts. */
  picked(group: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true })
      this.#waiting.set(group, [...(this.#waiting.get(group) ?? []), resolve])
    })
  }
}
