export { createPaint, type Paint } from '@shotlist/codegen/text'

/** A stream that words or data are written to. */
export type Output = {
  write(text: string): unknown
  /** Writes a line that is a command to the CI system; in what `write` takes, none is. Absent where none is read. */
  command?(line: string): unknown
  /** Whether a person looks at it. */
  readonly isTTY: boolean
  /** Width and height of the terminal, in characters; absent where it is none. */
  readonly columns?: number | undefined
  readonly rows?: number | undefined
}

/** Writes a line that is a command to the CI system. */
export function writeCommand(output: Output, line: string): unknown {
  return (output.command ?? output.write).call(output, line)
}
