import { keywordRuntime } from './keyword-runtime.ts'

/** The functions that generated validators may need, written beside them so that they import nothing else. */
const runtimeSource = `/** Whether a value is an object of JSON. */
export function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Length of a text in code points, as JSON Schema counts it. */
export function ucs2length(text: string): number {
  let length = 0
  for (const _ of text) length++
  return length
}

/** Whether two values of plain JSON are equal. */
export function equal(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left) !== Array.isArray(right)) return false
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  return keys.every((key) => Object.hasOwn(right, key) && equal(Reflect.get(left, key), Reflect.get(right, key)))
}
`

/** Text of `validators/runtime.gen.ts`, without its first line. */
export function validatorRuntime(): string {
  return `${runtimeSource}${keywordRuntime}`
}
