import type { LockedPick, TakeChoice } from '../../store/lockfile.ts'

/** Where somebody picks takes while a run goes on, and where the jobs that build on a picked take wait for it. */
export class TakePicker {
  readonly #waiting = new Map<string, (() => void)[]>()
  readonly #keep: (pick: TakeChoice) => Promise<LockedPick | null>
  #onPick: (group: string, pick: LockedPick | null) => void = () => undefined

  /** @param keep writes a pick down, so that it outlives the run, and returns what it wrote */
  constructor(keep: (pick: TakeChoice) => Promise<LockedPick | null>) {
    this.#keep = keep
  }

  /** Hands every pick to the run that is under way. */
  onPick(onPick: (group: string, pick: LockedPick | null) => void): void {
    this.#onPick = onPick
  }

  /** Lets a take go on; null: none of the group does. Throws what keeping it throws. */
  async pick(pick: TakeChoice): Promise<void> {
    const { group } = pick
    const kept = await this.#keep(pick)
    this.#onPick(group, kept)
    if (kept === null) return
    const waiting = this.#waiting.get(group) ?? []
    this.#waiting.delete(group)
    for (const go of waiting) go()
  }

  /** Whether some job waits for a pick of the group already. */
  isAwaited(group: string): boolean {
    return this.#waiting.has(group)
  }

  /** Waits until a take of a group is picked, or the wait is called off. */
  picked(group: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true })
      this.#waiting.set(group, [...(this.#waiting.get(group) ?? []), resolve])
    })
  }
}
