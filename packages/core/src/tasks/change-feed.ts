/** Values that come one after another and may be read by many, each from the first on. */
export type ChangeFeed<T> = AsyncIterable<T> & {
  push(value: T): void
  /** Ends every reader, after what is left to read: with `error` when given. */
  end(error?: unknown): void
}

/** A value and what comes after it; nothing at the end. */
type Link<T> = Promise<{ readonly value: T; readonly next: Link<T> } | undefined>

/** Makes a feed. It keeps what was pushed, so use it for few values (the changes of a task's state). */
export const createChangeFeed = <T>(): ChangeFeed<T> => {
  let settle: { resolve(link: Awaited<Link<T>>): void; reject(error: unknown): void }
  const open = (): Link<T> => {
    const link: Link<T> = new Promise((resolve, reject) => {
      settle = { resolve, reject }
    })
    // Readers see the error; that there are none is no reason to end the process.
    link.catch(() => {})
    return link
  }
  const first = open()
  return {
    push: (value) => settle.resolve({ value, next: open() }),
    end: (error) => (error === undefined ? settle.resolve(undefined) : settle.reject(error)),
    async *[Symbol.asyncIterator]() {
      for (let link = await first; link !== undefined; link = await link.next) yield link.value
    },
  }
}
