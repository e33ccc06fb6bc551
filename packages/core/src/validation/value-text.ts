import { writeExact } from '../json/write-exact.ts'

const longest = 60

/** A value as it is quoted in a message: text as it is, all else as JSON, long ones cut. */
export const valueText = (value: unknown): string => {
  const text = typeof value === 'string' ? value : writeExact(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

/** `a`, `a or b`, `a, b or c`. */
export const listText = (values: readonly unknown[]): string => {
  const texts = values.map(valueText)
  const last = texts.pop() ?? ''
  return texts.length === 0 ? last : `${texts.join(', ')} or ${last}`
}
