import type { Clock } from '@shotlist/core'

/** Deliveries nobody has asked for yet that are remembered. Others use the same account, and are told of here too. */
const MOST_REMEMBERED = 10_000

export type DeliveryWait = { readonly ms: number; readonly clock: Clock; readonly signal: AbortSignal }

/** Hands the news of tasks to those who wait for them. A delivery may come before the answer that tells the task's id. */
export class Deliveries {
  readonly #early = new Set<string>()
  readonly #waiting = new Map<string, AbortController>()

  /** A task was announced. */
  hear(provider: string, taskId: string): void {
    const name = nameOf(provider, taskId)
    const waiting = this.#waiting.get(name)
    if (waiting !== undefined) return waiting.abort()
    this.#early.add(name)
    for (const oldest of this.#early) {
      if (this.#early.size <= MOST_REMEMBERED) break
      this.#early.delete(oldest)
    }
  }

  /**
   * Waits until a task is announced, `ms` at the longest. Returns whether it was; each delivery is told once.
   *
   * @throws {Error} the signal's reason, when it aborts first
   */
  async wait(provider: string, taskId: string, { ms, clock, signal }: DeliveryWait): Promise<boolean> {
    const name = nameOf(provider, taskId)
    if (this.#early.delete(name)) return true
    const heard = new AbortController()
    this.#waiting.set(name, heard)
    try {
      await clock.sleep(ms, AbortSignal.any([signal, heard.signal]))
      return false
    } catch (error) {
      signal.throwIfAborted()
      if (!heard.signal.aborted) throw error
      return true
    } finally {
      this.#waiting.delete(name)
    }
  }
}

const nameOf = (provider: string, taskId: string): string => `${provider} ${taskId}`
