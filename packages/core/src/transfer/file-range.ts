import type { ResponseLike } from '../http/send-and-read.ts'

/**
 * The headers of a request for a file from byte `from` on. `validator` (a strong `ETag`, or a date) makes the host send the whole file if it has
 * changed.
 */
export function fileHeaders(from = 0, validator?: string): Record<string, string> {
  // The length of a compressed response is not that of the file.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' }
  if (from > 0) headers['range'] = `bytes=${from}-`
  if (from > 0 && validator !== undefined) headers['if-range'] = validator
  return headers
}

/** A range of a file: the first byte, and, if the host knows it, the length of the whole file. */
type FileRange = { readonly first: number; readonly total: number | undefined; readonly isToEnd: boolean }

/** The range of a file that a response has (RFC 9110, section 14.4); `undefined` if it is not a range, or cannot be read. */
export function rangeOf({ status, headers }: ResponseLike): FileRange | undefined {
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers.get('content-range') ?? '') ?? []
  if (status !== 206 || first === undefined) return undefined
  return { first: Number(first), total: total === '*' ? undefined : Number(total), isToEnd: Number(last) + 1 === Number(total) }
}

/** Whether the body is encoded: its length is then not that of the file, and a part of it cannot be continued. */
export function isEncoded({ headers }: ResponseLike): boolean {
  return !['', 'identity'].includes((headers.get('content-encoding') ?? '').trim().toLowerCase())
}

/** Length of the whole file in bytes, if the response has it. */
export function lengthOf(response: ResponseLike): number | undefined {
  if (isEncoded(response)) return undefined
  const range = rangeOf(response)
  if (range?.total !== undefined) return range.total
  const declared = response.headers.get('content-length')
  return declared !== null && /^\d+$/.test(declared) ? (range?.first ?? 0) + Number(declared) : undefined
}
