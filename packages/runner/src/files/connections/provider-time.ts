import type { FetchLike } from '@shotlist/core'
import { pooledFetch } from './pooled-fetch.ts'

/** A provider's own clock, by the `Date` of its answers. */
export type ProviderTime = {
  /** In milliseconds; undefined before it answered anything. */
  now(): number | undefined
  /** Asks for it, unless it is known. A provider that does not say leaves it unknown. */
  ask(): Promise<void>
}

/** How long a provider may take to say what time it is, in milliseconds. */
const PATIENCE_MS = 5000

/** By origin: what its clock said, and when by a clock that is never set. */
const said = new Map<string, { readonly theirsMs: number; readonly oursMs: number }>()

/** `pooledFetch`, and what every answer says of the time is kept. */
export const timedFetch: FetchLike = async (url, init) => {
  const answer = await pooledFetch(url, init)
  // What a cache in between gives out has grown older there.
  const theirsMs = Date.parse(answer.headers.get('date') ?? '') + Number(answer.headers.get('age') ?? 0) * 1000
  if (Number.isFinite(theirsMs)) said.set(new URL(url).origin, { theirsMs, oursMs: performance.now() })
  return answer
}

/** The clock of the provider behind an address. */
export function providerTime(baseUrl: string): ProviderTime {
  const { origin } = new URL(baseUrl)
  return {
    now() {
      const known = said.get(origin)
      return known && known.theirsMs + performance.now() - known.oursMs
    },
    async ask() {
      if (said.has(origin)) return
      try {
        const { body } = await timedFetch(baseUrl, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) })
        await body?.getReader().cancel()
      } catch {
        // It is asked again when it matters again.
      }
    },
  }
}
