/** A part of a file: from `start` up to, not including, `end`. */
export type ByteRange = { readonly start: number; readonly end: number }

/**
 * Reads a `Range` header (RFC 9110, section 14.2) for a file of `size` bytes. Several ranges, and headers that make no sense, are
 * ignored, as the standard allows.
 * @returns the part, `unsatisfiable`, or `undefined` for the whole file.
 */
export function parseByteRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return undefined
  if (match[1] === '') {
    const length = Number(match[2])
    return length === 0 ? 'unsatisfiable' : { start: Math.max(0, size - length), end: size }
  }
  const start = Number(match[1])
  const end = match[2] === '' ? size : Math.min(size, Number(match[2]) + 1)
  if (start >= size) return 'unsatisfiable'
  return end > start ? { start, end } : undefined
}
