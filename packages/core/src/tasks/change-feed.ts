/** Values that come one after another and may be read by many, each from the first on. */
export type ChangeFeed<T> = AsyncIterable<T> & {
  push(value: T): void
  /** Ends every reader, after what is left to read: with `error` when given. */
  end(error?: unknown): void
}

/** Makes a feed. It keeps what was pushed, so use it for few values (the changes of a task's state). */
export const createChangeFeed = <T>(): ChangeFeed<T> => {
  const values: T[] = []
  const waiting: (() => void)[] = []
  let outcome: { readonly error?: unknown } | undefined
  const announce = () => {
    for (const wake of waiting.splice(0)) wake()
  }
  return {
    push: (value) => {
      values.push(value)
      announce()
    },
    end: (error) => {
      outcome ??= error === undefined ? {} : { error }
      announce()
    },
    async *[Symbol.asyncIterator]() {
      for (let read = 0; ; ) {
        const fresh = values.slice(read)
        read += fresh.length
        yield* fresh
        if (read < values.length) continue
        if (outcome !== undefined && 'error' in outcome) throw outcome.error
        if (outcome !== undefined) return
        await new Promise<void>((resolve) => {
          waiting.push(resolve)
        })
      }
    },
  }
}
