import type { FetchLike } from '@shotlist/core'
import { InnerHostError, isInnerHost, isLinkLocal } from './inner-host.ts'
import { MOST_REDIRECTS } from './open-pool.ts'
import { throughPool } from './pooled-fetch.ts'

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * What fetches the files that a provider names. The provider may name any host: one inside (this machine, its network, a cloud's metadata) is
 * asked only where the provider itself is there, and an address of the link never. No redirect leads from a safe connection to one that is not.
 */
export const fileFetch =
  ({ inside }: { readonly inside: boolean }): FetchLike =>
  async (url, init) => {
    let at = new URL(url)
    for (let hops = 0; ; hops += 1) {
      if (isLinkLocal(at) || (!inside && isInnerHost(at))) throw new InnerHostError(`${at.host} is in the network of this machine`)
      const answer = await throughPool(at.href, init, inside ? 'direct' : 'outside')
      const location = REDIRECTS.has(answer.status) ? answer.headers.get('location') : null
      if (location === null || hops >= MOST_REDIRECTS) return answer
      await answer.body?.getReader().cancel()
      const next = URL.parse(location, at.href)
      if (next === null || !/^https?:$/.test(next.protocol)) throw new InnerHostError(`${at.host} sends on to what is no web address`)
      if (at.protocol === 'https:' && next.protocol === 'http:') throw new InnerHostError(`${at.host} sends on to ${next.host} without TLS`)
      at = next
    }
  }
