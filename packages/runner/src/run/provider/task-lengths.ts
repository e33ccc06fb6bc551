/** As many as are remembered of an operation: providers get faster and slower over the day. */
const REMEMBERED = 20
/** A task is found finished a little after it was. */
const EARLY = 0.9

/** How long the tasks of each operation took in this run, so that none is read long before it can be finished. */
export class TaskLengths {
  readonly #lengths = new Map<string, number[]>()

  /** Notes how long a task took, in milliseconds, from its acceptance to the read that found it finished. */
  note(operation: string, ms: number): void {
    this.#lengths.set(operation, [...(this.#lengths.get(operation) ?? []), ms].slice(-REMEMBERED))
  }

  /** When to read a task for the first time, in milliseconds: just before the fastest of late was finished, and never before `firstMs`. */
  firstRead(operation: string, firstMs: number): number {
    const lengths = this.#lengths.get(operation)
    return lengths === undefined ? firstMs : Math.max(firstMs, EARLY * Math.min(...lengths))
  }
}
