import type { Clock } from '@shotlist/core'

/** Who waits for a slot, at the place in the line that a ticket is for. */
export type Waiter = {
  readonly ticket: number
  readonly signal: AbortSignal
  resolve(slot: Slot): void
  /** @param reason the signal's, which aborted first */
  reject(reason: unknown): void
}

/** A slot that is held; giving it back twice does nothing. */
export type Slot = { release(): void }

/**
 * Tasks in flight at one provider, below a limit that adapts: a provider that says it has no free slot is believed, and tried again with
 * one more from time to time. All providers together stay below the run's own limit.
 *
 * Who waits longest goes first, also after being turned away: a place in the line is kept by its ticket.
 */
export class Slots {
  readonly #configured: number
  readonly #shared: SharedSlots
  readonly #clock: Clock
  readonly #watched = new WeakSet<AbortSignal>()
  #waiting: Waiter[] = []
  #limit: number
  /** No slot is given out before this time, in milliseconds since 1970. */
  #pausedUntil = 0
  #held = 0
  /** Submissions that went through since the limit was last changed. */
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

  /** A place in the line, behind all those given out before. */
  ticket(): number {
    this.#tickets += 1
    return this.#tickets
  }

  /** Resolves with a slot; rejects with the signal's reason when it aborts first. */
  acquire({ signal, ticket = this.ticket() }: { readonly signal: AbortSignal; readonly ticket?: number | undefined }): Promise<Slot> {
    return new Promise((resolve, reject) => this.wait({ ticket, signal, resolve, reject }))
  }

  /** The same for one of thousands, who need not have a promise each. */
  wait(waiter: Waiter): void {
    const { ticket, signal } = waiter
    if (signal.aborted) return waiter.reject(signal.reason)
    this.#watch(signal)
    // Nearly always the end of the line: looked for from there.
    const before = this.#waiting.findLastIndex((each) => each.ticket <= ticket)
    this.#waiting.splice(before + 1, 0, waiter)
    this.#shared.serve()
  }

  /** One listener a signal: thousands that wait share a few signals, and adding to a signal takes longer the more listeners it has. */
  #watch(signal: AbortSignal): void {
    if (this.#watched.has(signal)) return
    this.#watched.add(signal)
    signal.addEventListener('abort', () => this.#callOff(signal), { once: true })
  }

  #callOff(signal: AbortSignal): void {
    const called = this.#waiting.filter((waiter) => waiter.signal === signal)
    this.#waiting = this.#waiting.filter((waiter) => waiter.signal !== signal)
    for (const waiter of called) waiter.reject(signal.reason)
  }

  /** A slot for a task that is already in flight, whatever the limit says. */
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

  /** The provider has no room for what is in flight now. To be called while the refused one still holds its slot. */
  turnedAway(): void {
    this.#limit = Math.max(1, Math.min(this.#limit, this.#held - 1))
    this.#accepted = 0
  }

  /** Gives no slots out for a while: the provider asked for it. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + ms)
    void this.#serveWhenOver()
  }

  /** A timer may fire a moment early, by the clock that decides: whoever waits then, with nothing in flight, would wait for ever. */
  async #serveWhenOver(): Promise<void> {
    for (let left = this.#left(); left > 0; left = this.#left()) await this.#clock.sleep(Math.ceil(left))
    this.#shared.serve()
  }

  #left(): number {
    return this.#pausedUntil - this.#clock.now()
  }

  /** A submission went through. After as many as the limit, one more is tried at once. */
  accepted(): void {
    this.#accepted += 1
    if (this.#limit >= this.#configured || this.#accepted < this.#limit) return
    this.#limit += 1
    this.#accepted = 0
    this.#shared.serve()
  }

  /** Starts the one that waits longest, if there is room here. */
  serveOne(): boolean {
    if (this.#held >= this.#limit || this.#left() > 0) return false
    const waiter = this.#waiting.shift()
    waiter?.resolve(this.occupy())
    return waiter !== undefined
  }
}

/** The limit over all providers, which take turns below it. */
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

  /** Gives free slots out, one provider after another. */
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
