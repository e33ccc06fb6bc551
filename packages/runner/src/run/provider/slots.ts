import type { Clock } from '@shotlist/core'

/** A request for a slot. Its ticket is its place in the queue. */
export type Waiter = {
  readonly ticket: number
  readonly signal: AbortSignal
  resolve(slot: Slot): void
  /** @param reason the reason of the signal, which aborted first */
  reject(reason: unknown): void
}

/** A slot that is held. A second `release` does nothing. */
export type Slot = { release(): void }

/**
 * Limits the tasks in flight at one provider. The limit drops if the provider reports that it is full, and rises by one after a number of
 * accepted submissions. The run's own limit applies to all providers together.
 *
 * Slots are given in the order of tickets. A job keeps its ticket after a refusal, and so its place in the queue.
 */
export class Slots {
  readonly #configured: number
  readonly #shared: SharedSlots
  readonly #clock: Clock
  readonly #watched = new WeakSet<AbortSignal>()
  #waiting: Waiter[] = []
  #limit: number
  /** No slot is given before this time, in milliseconds by the clock. */
  #pausedUntil = 0
  #held = 0
  /** Accepted submissions since the last change of the limit. */
  #accepted = 0
  #tickets = 0

  constructor(limit: number, { shared, clock }: { readonly shared: SharedSlots; readonly clock: Clock }) {
    this.#configured = Math.max(1, limit)
    this.#limit = this.#configured
    this.#shared = shared
    this.#clock = clock
    shared.join(this)
  }

  get held(): number {
    return this.#held
  }

  get limit(): number {
    return this.#limit
  }

  /** A new ticket, for the end of the queue. */
  ticket(): number {
    this.#tickets += 1
    return this.#tickets
  }

  /** Resolves with a slot. Rejects with the signal's reason if it aborts first. */
  acquire({ signal, ticket = this.ticket() }: { readonly signal: AbortSignal; readonly ticket?: number | undefined }): Promise<Slot> {
    return new Promise((resolve, reject) => this.wait({ ticket, signal, resolve, reject }))
  }

  /** The same with callbacks, which costs less than a promise for each of thousands of waiting jobs. */
  wait(waiter: Waiter): void {
    const { ticket, signal } = waiter
    if (signal.aborted) return waiter.reject(signal.reason)
    this.#watch(signal)
    // The place is nearly always at the end, so the search starts there.
    const before = this.#waiting.findLastIndex((each) => each.ticket <= ticket)
    this.#waiting.splice(before + 1, 0, waiter)
    this.#shared.serve()
  }

  /** Adds one listener for each signal: thousands of waiting jobs share a few signals, and adding a listener gets slower with their number. */
  #watch(signal: AbortSignal): void {
    if (this.#watched.has(signal)) return
    this.#watched.add(signal)
    signal.addEventListener('abort', () => this.#cancel(signal), { once: true })
  }

  #cancel(signal: AbortSignal): void {
    const cancelled = this.#waiting.filter((waiter) => waiter.signal === signal)
    this.#waiting = this.#waiting.filter((waiter) => waiter.signal !== signal)
    for (const waiter of cancelled) waiter.reject(signal.reason)
  }

  /** A slot for a task that is already in flight, regardless of the limit. */
  occupy(): Slot {
    this.#held += 1
    this.#shared.occupied += 1
    let isHeld = true
    return {
      release: () => {
        if (!isHeld) return
        isHeld = false
        this.#held -= 1
        this.#shared.occupied -= 1
        this.#shared.serve()
      },
    }
  }

  /** Lowers the limit, because the provider refused a submission for lack of slots. Call it while the refused job still holds its slot. */
  refused(): void {
    this.#limit = Math.max(1, Math.min(this.#limit, this.#held - 1))
    this.#accepted = 0
  }

  /** Gives no slots for `ms`, because the provider asked for a pause. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + ms)
    void this.#serveWhenOver()
  }

  /** Checks the clock after each sleep, because a timer may fire early: with nothing in flight, nothing else would give slots again. */
  async #serveWhenOver(): Promise<void> {
    for (let left = this.#left(); left > 0; left = this.#left()) await this.#clock.sleep(Math.ceil(left))
    this.#shared.serve()
  }

  #left(): number {
    return this.#pausedUntil - this.#clock.now()
  }

  /** Counts an accepted submission. After as many as the limit, the limit rises by one. */
  accepted(): void {
    this.#accepted += 1
    if (this.#limit >= this.#configured || this.#accepted < this.#limit) return
    this.#limit += 1
    this.#accepted = 0
    this.#shared.serve()
  }

  /** Gives a slot to the first in the queue if the limit allows it. Returns whether it did. */
  serveOne(): boolean {
    if (this.#held >= this.#limit || this.#left() > 0) return false
    const waiter = this.#waiting.shift()
    waiter?.resolve(this.occupy())
    return waiter !== undefined
  }
}

/** The limit for all providers together, which get free slots in turn. */
export class SharedSlots {
  readonly #limit: number
  readonly #members: Slots[] = []
  occupied = 0

  constructor(limit: number) {
    this.#limit = Math.max(1, limit)
  }

  join(member: Slots): void {
    this.#members.push(member)
  }

  /** Gives the free slots to the providers in turn. */
  serve(): void {
    let served = true
    while (served && this.occupied < this.#limit) {
      served = false
      for (const member of this.#members) {
        if (this.occupied < this.#limit && member.serveOne()) served = true
      }
    }
  }
}
