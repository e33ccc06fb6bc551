const WIDTH = 160

/** Characters before the place that a long line is shown from. */
const LEAD = 60

/** A line of a file around a place in it. */
export type Excerpt = { readonly text: string; readonly at: number }

/**
 * A line as messages show it: of a long one the part around a place, so that one line of a terminal holds it. A word that the cut goes through is
 * left out: half a key is not known as one by who takes keys out of what is printed.
 */
export function excerptOf(line: string, at: number): Excerpt {
  if (line.length <= WIDTH) return { text: line, at }
  const start = Math.max(0, at - LEAD)
  const end = start + WIDTH
  const part = line.slice(start, end)
  const whole = end < line.length ? part.replace(/[^\s"'`{}[\]()<>,;\u0080-\uffff]+$/, '…') : part
  const text = start > 0 ? whole.replace(/^[^\s"'`{}[\]()<>,;\u0080-\uffff]+/, '') : whole
  const before = start > 0 ? '…' : ''
  return {
    text: `${before}${text}${end < line.length && !text.endsWith('…') ? '…' : ''}`,
    at: Math.max(before.length, at - start - (whole.length - text.length) + before.length),
  }
}
