import { randomBytes } from 'node:crypto'
import type { Clock, FetchLike } from '@shotlist/core'
import type { ProviderTable } from '@shotlist/core/contract'
import { type WebhookHandler, webhookHandler } from '@shotlist/core/webhooks'
import type { PlannedProvider } from '../../plan/plan.ts'

/** Remembered deliveries that no job has waited for yet. Deliveries for other users of the same account come here too. */
const MAX_REMEMBERED = 10_000

type DeliveryWait = { readonly ms: number; readonly clock: Clock; readonly signal: AbortSignal }

/** Passes deliveries to the jobs that wait for them. A delivery may come before the response with the task's id. */
export class Deliveries {
  readonly #early = new Set<string>()
  readonly #waiting = new Map<string, AbortController>()

  /** Notes a delivery for a task, and ends the wait for it. */
  deliver(provider: string, taskId: string): void {
    const name = nameOf(provider, taskId)
    const waiting = this.#waiting.get(name)
    if (waiting !== undefined) return waiting.abort()
    this.#early.add(name)
    for (const oldest of this.#early) {
      if (this.#early.size <= MAX_REMEMBERED) break
      this.#early.delete(oldest)
    }
  }

  /**
   * Waits for a delivery for a task, for at most `ms`. Returns whether it came; each delivery counts once.
   *
   * @throws {Error} the signal's reason, if it aborts first
   */
  async wait(provider: string, taskId: string, { ms, clock, signal }: DeliveryWait): Promise<boolean> {
    const names = namesOf(provider, taskId)
    if (names.some((name) => this.#early.delete(name))) return true
    const delivered = new AbortController()
    for (const name of names) this.#waiting.set(name, delivered)
    try {
      await clock.sleep(ms, AbortSignal.any([signal, delivered.signal]))
      return false
    } catch (error) {
      signal.throwIfAborted()
      if (!delivered.signal.aborted) throw error
      return true
    } finally {
      for (const name of names) if (this.#waiting.get(name) === delivered) this.#waiting.delete(name)
    }
  }
}

/** What a delivery for a task may name: its id or, if that is an address, a part of it. A delivery only causes a poll, so a wrong one does no harm. */
function namesOf(provider: string, taskId: string): readonly string[] {
  return [...new Set([taskId, ...taskId.split(/[\s/?&=]+/)])].filter((name) => name !== '').map((name) => nameOf(provider, name))
}

function nameOf(provider: string, taskId: string): string {
  return `${provider} ${taskId}`
}

/** The webhook of a provider. A key set on a server of the document is read at the base URL that replaces the server. */
function webhookRules({ webhooks, servers }: ProviderTable, baseUrl: string | undefined): ProviderTable['webhooks'] {
  const { signature } = webhooks ?? {}
  if (webhooks === undefined || signature?.keys === undefined || !('url' in signature.keys) || baseUrl === undefined) return webhooks
  const { origin, pathname, search } = new URL(signature.keys.url)
  if (!servers.some(({ url }) => URL.parse(url)?.origin === origin)) return webhooks
  return { ...webhooks, signature: { ...signature, keys: { url: `${new URL(baseUrl).origin}${pathname}${search}` } } }
}

export type InboxOptions = {
  readonly providers: readonly Pick<PlannedProvider, 'id' | 'model'>[]
  /** The secret with which a provider signs its deliveries; undefined if it is not set. */
  readonly secretOf: (provider: Pick<PlannedProvider, 'id' | 'model'>) => string | undefined
  /** Requests the public keys of providers that sign with a key pair. Default: the global `fetch`. */
  readonly fetch?: FetchLike | undefined
  /** The base URL of a provider that the user put in place of the document's; undefined if none. */
  readonly baseUrlOf?: (provider: Pick<PlannedProvider, 'id' | 'model'>) => string | undefined
  /** URL of the receiver from outside, without a trailing slash. Absent: requests cannot name a URL for deliveries. */
  readonly publicUrl?: string
}

/**
 * Receives the deliveries of providers during a run: checks them, and passes them to the waiting jobs. A delivery only causes a poll; the
 * state of the task always comes from the provider.
 */
export class WebhookInbox {
  readonly deliveries = new Deliveries()
  /** Handlers by provider id, without providers whose deliveries cannot be checked. */
  readonly handlers: ReadonlyMap<string, WebhookHandler>
  /** Secret in the URL for providers without signatures. Each run has another. */
  readonly token = randomBytes(24).toString('base64url')
  /** Number of refused deliveries, and the reason of the last refusal. */
  refused: { readonly count: number; readonly why: string } | undefined
  readonly #publicUrl: string | undefined

  constructor({ providers, secretOf, publicUrl, fetch, baseUrlOf }: InboxOptions) {
    this.#publicUrl = publicUrl
    const handlers = new Map<string, WebhookHandler>()
    for (const provider of providers) {
      const { id } = provider
      const rules = webhookRules(provider.model.table, baseUrlOf?.(provider))
      if (rules === undefined) continue
      const secret = rules.signature === undefined ? publicUrl && this.token : secretOf(provider)
      if ((secret === undefined || secret === '') && rules.signature?.keys === undefined) continue
      const onDelivery = ({ taskId }: { readonly taskId: string }) => this.deliveries.deliver(id, taskId)
      const onRefused = ({ message }: Error) => (this.refused = { count: (this.refused?.count ?? 0) + 1, why: message })
      handlers.set(id, webhookHandler({ provider: id, rules }, { secret, onDelivery, onRefused, fetch }))
    }
    this.handlers = handlers
  }

  /** The URL for deliveries that a request names. Undefined if the provider cannot deliver to this run. */
  callbackUrl(provider: string): string | undefined {
    if (this.#publicUrl === undefined || !this.handlers.has(provider)) return undefined
    return `${this.#publicUrl}/${encodeURIComponent(provider)}?token=${this.token}`
  }
}
