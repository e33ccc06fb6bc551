import { COMMAND } from './guard-lines.ts'
import type { Output } from './output.ts'

/** A value as JSON in which no CI system sees a command: the same value, with one character of `##[` or `##vso[` escaped. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item), indent).replaceAll(
    COMMAND,
    String.raw`#\u0023`,
  )

/** Writes a value as indented JSON. 64-bit integers come out as their digits, which JSON's numbers would round. */
export function printJson(value: unknown, stdout: Output): void {
  stdout.write(`${jsonText(value, 2)}\n`)
}
