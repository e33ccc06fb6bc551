/** Collects output, and resolves promises when a text appears in it. */
export type Heard = {
  write(text: string): void
  text(): string
  /** Resolves when a text was written a number of times. Rejects if the output ends first. */
  seen(wanted: string, times: number, ended: Promise<unknown>): Promise<void>
}

export function hear(): Heard {
  let said = ''
  const watchers = new Set<() => void>()
  return {
    write: (text) => {
      said += text
      for (const watch of watchers) watch()
    },
    text: () => said,
    seen: (wanted, times, ended) =>
      new Promise((resolve, reject) => {
        const watch = () => {
          if (said.split(wanted).length - 1 < times) return
          watchers.delete(watch)
          resolve()
        }
        watchers.add(watch)
        watch()
        void ended.then(() => reject(new Error(`it ended before it said ${wanted}: ${said}`)))
      }),
  }
}
