import type { FetchLike } from '@shotlist/core'
import { pooledFetch } from './pooled-fetch.ts'

/** A provider's clock, from the `Date` header of its responses. */
export type ProviderTime = {
  /** Milliseconds since 1970; undefined before the first response. */
  now(): number | undefined
  /** Requests the time, unless it is known. It stays unknown if the provider sends no `Date`. */
  ask(): Promise<void>
}

/** Time-out of a request for the time, in milliseconds. */
const TIMEOUT_MS = 5000

/** By origin: the provider's time, and the time of that response on this machine's monotonic clock. */
const times = new Map<string, { readonly theirsMs: number; readonly oursMs: number }>()

/** `pooledFetch`, which also records the time of every response. */
export const timedFetch: FetchLike = async (url, init) => {
  const response = await pooledFetch(url, init)
  // `Age` is the time that a response spent in a cache.
  const theirsMs = Date.parse(response.headers.get('date') ?? '') + Number(response.headers.get('age') ?? 0) * 1000
  if (Number.isFinite(theirsMs)) times.set(new URL(url).origin, { theirsMs, oursMs: performance.now() })
  return response
}

/** The clock of the provider behind an address. */
export function providerTime(baseUrl: string): ProviderTime {
  const { origin } = new URL(baseUrl)
  return {
    now() {
      const known = times.get(origin)
      return known && known.theirsMs + performance.now() - known.oursMs
    },
    async ask() {
      if (times.has(origin)) return
      try {
        const { body } = await timedFetch(baseUrl, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) })
        await body?.getReader().cancel()
      } catch {
        // The next call requests it again.
      }
    },
  }
}
