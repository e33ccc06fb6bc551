/** A segment of a JSON pointer as the name it stands for. */
export const unescapeSegment = (segment: string): string =>
  segment.includes('~') ? segment.replaceAll('~1', '/').replaceAll('~0', '~') : segment

/** The segments of a JSON pointer (RFC 6901), unescaped. */
export const pointerSegments = (pointer: string): string[] => pointer.split('/').slice(1).map(unescapeSegment)

/** The value at a JSON pointer, or undefined. Only own properties count, so that no pointer reaches a prototype. */
export const valueAt = (root: unknown, pointer: string): unknown => {
  let value = root
  for (const key of pointerSegments(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Readonly<Record<string, unknown>>)[key]
  }
  return value
}
