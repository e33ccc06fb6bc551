/** A text in which positions are reported. */
export type Source = {
  /** The name people see. */
  readonly file: string
  readonly text: string
  /** Line and column, from 1, of an offset in UTF-16 units. */
  position(offset: number): { readonly line: number; readonly column: number }
  /** The text of a line (from 1), without its end. */
  line(number: number): string
}

/** Wraps a text; lines are found once, positions by bisection. */
export function createSource(file: string, text: string): Source {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)

  return {
    file,
    text,
    position(offset) {
      let low = 0
      let high = starts.length - 1
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if ((starts[middle] ?? 0) <= offset) low = middle
        else high = middle - 1
      }
      return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
    },
    line(number) {
      const start = starts[number - 1] ?? text.length
      const end = (starts[number] ?? text.length + 1) - 1
      return text.slice(start, end).replace(/\r$/, '')
    },
  }
}
