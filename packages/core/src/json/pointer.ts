/** Unescapes a segment of a JSON pointer. */
function unescapeSegment(segment: string): string {
  return segment.includes('~') ? segment.replaceAll('~1', '/').replaceAll('~0', '~') : segment
}

/** The segments of a JSON pointer (RFC 6901), unescaped. */
export function pointerSegments(pointer: string): string[] {
  return pointer.split('/').slice(1).map(unescapeSegment)
}

/** The value at a JSON pointer, or undefined. Only own properties count, so that a pointer cannot reach a prototype. */
export function valueAt(root: unknown, pointer: string): unknown {
  let value = root
  for (const key of pointerSegments(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[key]
  }
  return value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function mapSteps(
  value: unknown,
  steps: readonly string[],
  change: (value: unknown, pointer: string) => unknown,
  pointer: string,
): unknown {
  const [first, ...rest] = steps
  if (first === undefined) return value === undefined || value === null ? value : change(value, pointer)
  if (first === '-') return Array.isArray(value) ? value.map((item, index) => mapSteps(item, rest, change, `${pointer}/${index}`)) : value
  const key = unescapeSegment(first)
  if (!isObject(value) || Array.isArray(value) || !Object.hasOwn(value, key)) return value
  return { ...value, [key]: mapSteps(value[key], rest, change, `${pointer}/${first}`) }
}

/**
 * Copies `value` with `change` applied to every value that a pointer pattern names (`/img_id`, `/images/-/id`; `-` is any item of an array).
 * Absent values and `null` are skipped.
 */
export function mapAt<T>(value: T, pattern: string, change: (value: unknown, pointer: string) => unknown): T {
  return mapSteps(value, pattern.split('/').slice(1), change, '') as T
}

/** A JSON pointer as a property path for people: `images[0].img_id`; `whole` for the whole value. */
export function fieldName(pointer: string, whole = 'the request'): string {
  return (
    pointerSegments(pointer)
      .map((segment) => (/^\d+$/.test(segment) ? `[${segment}]` : `.${segment}`))
      .join('')
      .replace(/^\./, '') || whole
  )
}
