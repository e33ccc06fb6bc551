import type { Output } from './output.ts'

/** Writes a value as indented JSON. 64-bit integers come out as their digits, which JSON's numbers would round. */
export function printJson(value: unknown, stdout: Output): void {
  stdout.write(`${JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? item.toString() : item), 2)}\n`)
}
