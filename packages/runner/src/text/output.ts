/** A stream that words or data are written to. */
export type Output = {
  write(text: string): unknown
  /** Whether a person looks at it. */
  readonly isTTY: boolean
  /** Width and height of the terminal, in characters; absent where it is none. */
  readonly columns?: number | undefined
  readonly rows?: number | undefined
}
