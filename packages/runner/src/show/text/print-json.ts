import type { Output } from './output.ts'
import { COMMAND } from './visible.ts'

/** A value as JSON in which no CI system sees a command: the same value, with one character of `##[` or `##vso[` escaped. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item), indent).replaceAll(
    COMMAND,
    String.raw`#\u0023`,
  )
}

/** Characters that are written at once, and the rest of their line. */
const PIECE = 1 << 20

/**
 * Writes a value as indented JSON. 64-bit integers come out as their digits, which JSON's numbers would round. A plan may have a hundred
 * megabytes of it, of which each write makes copies: it is written in pieces, of whole lines, for who masks secrets must see them whole.
 */
export function printJson(value: unknown, stdout: Output): void {
  const text = jsonText(value, 2)
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from + PIECE)
    stdout.write(end === -1 ? `${text.slice(from)}\n` : text.slice(from, end + 1))
    from = end === -1 ? text.length : end + 1
  }
}
