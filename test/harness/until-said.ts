/** Listens to what a command writes. */
export type Listener = {
  /** Is given each piece as it is written. */
  readonly hear: (text: string) => void
  /** Resolves when the text was written so many times. */
  readonly said: Promise<void>
}

/** A point in what a command writes: when it has written a text for the nth time. */
export function untilSaid(text: string, times = 1): Listener {
  let heard = ''
  const { promise: said, resolve } = Promise.withResolvers<void>()
  const hear = (piece: string): void => {
    heard += piece
    if (heard.split(text).length > times) resolve()
  }
  return { hear, said }
}

/** An event of `--json`, as it is written. */
export function eventText(name: string): string {
  return `"event":"${name}"`
}
