const WIDTH = 160

/** Characters of a long line that are shown before the place. */
const LEAD = 60

/** A line of a file around a place in it. */
export type Excerpt = { readonly text: string; readonly at: number }

/**
 * A line for a message: of a long line, the part around a place that fits on one line of a terminal. A word at the cut is left out, because
 * the masking of secrets does not recognise half an API key.
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
