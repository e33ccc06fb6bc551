import { AnswerError, type Clock, type ProviderClient, type TaskSnapshot } from '@shotlist/core'
import pLimit from 'p-limit'
import { RETRIES } from '../../errors/retries.ts'
import { retryDelay } from './delays.ts'
import type { OutageWatch } from './outage-watch.ts'
import type { RequestWindow } from './request-window.ts'

type Waiting = {
  readonly taskId: string
  readonly resolve: (found: TaskSnapshot | undefined) => void
  readonly reject: (error: unknown) => void
}

/** Parallel polls at one provider. */
const POLLS_IN_FLIGHT = 8

export type TaskPollerOptions = {
  readonly window: RequestWindow
  readonly outages: OutageWatch
  readonly clock: Clock
  /** How long a poll waits for others, in milliseconds, if one request can poll many tasks. */
  readonly gatherMs: number
}

/** Polls a provider's tasks: many with one request if the document allows it, and within the provider's requests per minute. */
export class TaskPoller {
  readonly #client: ProviderClient
  readonly #options: TaskPollerOptions
  readonly #limit = pLimit(POLLS_IN_FLIGHT)
  readonly #gathering = new Map<string, Waiting[]>()
  /** Polls in a row that the provider refused as too many. */
  #tooMany = 0

  constructor(client: ProviderClient, options: TaskPollerOptions) {
    this.#client = client
    this.#options = options
  }

  /**
   * Polls a task once. Undefined if the provider leaves it out of its response for many tasks.
   *
   * @param kind a task kind of the document
   * @throws what core's `read` throws
   */
  poll(kind: string, taskId: string, signal: AbortSignal): Promise<TaskSnapshot | undefined> {
    const { readMany, result } = this.#client.table.tasks[kind] ?? {}
    // The result of each task is a request of its own.
    if (readMany === undefined || result !== undefined)
      return this.#request(() => this.#client.read(kind, taskId, { retry: false, signal }), signal)
    return new Promise((resolve, reject) => {
      const waiting = this.#gathering.get(kind)
      if (waiting !== undefined) {
        waiting.push({ taskId, resolve, reject })
        return
      }
      this.#gathering.set(kind, [{ taskId, resolve, reject }])
      void this.#pollGathered(kind, signal)
    })
  }

  async #pollGathered(kind: string, signal: AbortSignal): Promise<void> {
    await this.#options.clock.sleep(this.#options.gatherMs, signal).catch(() => undefined)
    const gathered = this.#gathering.get(kind) ?? []
    this.#gathering.delete(kind)
    try {
      const ids = gathered.map(({ taskId }) => taskId)
      const [only] = ids
      const found =
        ids.length === 1 && only !== undefined
          ? new Map([[only, await this.#request(() => this.#client.read(kind, only, { retry: false, signal }), signal)]])
          : await this.#request(() => this.#client.readMany(kind, ids, { retry: false, signal }), signal)
      for (const { taskId, resolve } of gathered) resolve(found.get(taskId))
    } catch (error) {
      for (const { reject } of gathered) reject(error)
    }
  }

  #request<T>(send: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#limit(async () => {
      await this.#options.window.acquire(signal)
      try {
        const found = await this.#options.outages.watch(send)
        this.#tooMany = 0
        return found
      } catch (error) {
        this.#slowDown(error)
        throw error
      }
    })
  }

  /** Pauses all polls after one that was too many. */
  #slowDown(error: unknown): void {
    if (!(error instanceof AnswerError) || (error.class !== 'rate-limit' && error.retryAfterMs === undefined)) return
    // Polls that were in flight together count as one.
    if (this.#options.window.isPaused) return
    this.#options.window.pause(Math.min(RETRIES.pollPauseMs, error.retryAfterMs ?? retryDelay(this.#tooMany, { random: 1 })))
    this.#tooMany += 1
  }
}
