/** How long a `Retry-After` header (RFC 9110, section 10.2.3: seconds, or a date) asks to wait. */
export const retryAfterMs = (header: string | null | undefined, nowMs: number): number | undefined => {
  if (!header?.trim()) return undefined
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const at = Date.parse(header)
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs)
}
