/** Watches the output of a command. */
export type Listener = {
  /** To be called with each piece of output. */
  readonly onOutput: (text: string) => void
  /** Resolves when the text has been written that many times. */
  readonly written: Promise<void>
}

/** Watches the output for a text that is written for the nth time. */
export function untilWritten(text: string, times = 1): Listener {
  let output = ''
  const { promise: written, resolve } = Promise.withResolvers<void>()
  const onOutput = (piece: string): void => {
    output += piece
    if (output.split(text).length > times) resolve()
  }
  return { onOutput, written }
}

/** The beginning of an event in the output of `--json`. */
export function eventText(name: string): string {
  return `"event":"${name}"`
}
