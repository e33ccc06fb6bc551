import type { Output } from './output.ts'
import { COMMAND } from './visible.ts'

/** A value as JSON in which no CI system finds a command: one character of `##[` and `##vso[` is escaped, the value is the same. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item), indent).replaceAll(
    COMMAND,
    String.raw`#\u0023`,
  )
}

/** After this many characters a piece ends with the current line. */
const PIECE = 1 << 20

/**
 * Writes a value as indented JSON. 64-bit integers become strings of digits, because readers of JSON would round them. A plan may have a
 * hundred megabytes, and each write copies its text, so the JSON is written in pieces. Pieces are whole lines, so that secrets in them
 * can be masked.
 */
export function printJson(value: unknown, stdout: Output): void {
  const text = jsonText(value, 2)
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from + PIECE)
    stdout.write(end === -1 ? `${text.slice(from)}\n` : text.slice(from, end + 1))
    from = end === -1 ? text.length : end + 1
  }
}
