import { unescapeSegment } from './pointer.ts'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const mapSteps = (
  value: unknown,
  steps: readonly string[],
  change: (value: unknown, pointer: string) => unknown,
  pointer: string,
): unknown => {
  const [first, ...rest] = steps
  if (first === undefined) return value === undefined || value === null ? value : change(value, pointer)
  if (first === '-') return Array.isArray(value) ? value.map((item, index) => mapSteps(item, rest, change, `${pointer}/${index}`)) : value
  const key = unescapeSegment(first)
  if (!isObject(value) || Array.isArray(value) || !Object.hasOwn(value, key)) return value
  return { ...value, [key]: mapSteps(value[key], rest, change, `${pointer}/${first}`) }
}

/**
 * A copy of `value` with `change` applied to every value that a pointer pattern names (`/img_id`, `/images/-/id`, where `-` is any item of
 * an array). Absent values and `null` are passed over.
 */
export const mapAt = <T>(value: T, pattern: string, change: (value: unknown, pointer: string) => unknown): T =>
  mapSteps(value, pattern.split('/').slice(1), change, '') as T
