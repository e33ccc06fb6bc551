import { widthOf } from './width-of.ts'

// oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
const PARTS = /\u001B\[[0-9;]*m|[\s\S]/gu
const RESET = '\u001B[0m'

/** A line cut to a width, with its colours and an ellipsis where something is gone. */
export function fit(line: string, width: number): string {
  if (line.length <= width || widthOf(line) <= width) return line
  let fitting = ''
  let room = width - 1
  let isPainted = false
  for (const [part] of line.matchAll(PARTS)) {
    if (part.startsWith('\u001B')) isPainted = true
    else {
      const needed = widthOf(part)
      if (needed > room) break
      room -= needed
    }
    fitting += part
  }
  return `${fitting}…${isPainted ? RESET : ''}`
}
