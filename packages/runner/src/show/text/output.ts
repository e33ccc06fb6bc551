export { createPaint, type Paint } from '@shotlist/codegen/text'

/** A stream for text or data. */
export type Output = {
  write(text: string): unknown
  /** Writes a line that the CI system reads as a command, which `write` escapes. Absent if no CI system reads the stream. */
  command?(line: string): unknown
  /** Whether it is a terminal. */
  readonly isTTY: boolean
  /** Width and height of the terminal, in characters; undefined if it is not a terminal. */
  readonly columns?: number | undefined
  readonly rows?: number | undefined
}

/** Writes a line that the CI system reads as a command. */
export function writeCommand(output: Output, line: string): unknown {
  return (output.command ?? output.write).call(output, line)
}
