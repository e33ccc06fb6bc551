import { styleText } from 'node:util'

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

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Puts a style on a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string

/** Paints where colour may be used. Whether it may is the caller's to know: the stream is not asked again. */
export function createPaint(color: boolean): Paint {
  return color ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text
}
