import { randomBytes } from 'node:crypto'
import type { Clock } from '@shotlist/core'
import { type WebhookHandler, webhookHandler } from '@shotlist/core/webhooks'
import type { PlannedProvider } from '../../plan/plan.ts'

/** Deliveries nobody has asked for yet that are remembered. Others use the same account, and are told of here too. */
const MAX_REMEMBERED = 10_000

type DeliveryWait = { readonly ms: number; readonly clock: Clock; readonly signal: AbortSignal }

/** Hands the news of tasks to those who wait for them. A delivery may come before the answer that tells the task's id. */
export class Deliveries {
  readonly #early = new Set<string>()
  readonly #waiting = new Map<string, AbortController>()

  /** A task was announced. */
  announce(provider: string, taskId: string): void {
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
   * Waits until a task is announced, `ms` at the longest. Returns whether it was; each delivery is told once.
   *
   * @throws {Error} the signal's reason, when it aborts first
   */
  async wait(provider: string, taskId: string, { ms, clock, signal }: DeliveryWait): Promise<boolean> {
    const name = nameOf(provider, taskId)
    if (this.#early.delete(name)) return true
    const heard = new AbortController()
    this.#waiting.set(name, heard)
    try {
      await clock.sleep(ms, AbortSignal.any([signal, heard.signal]))
      return false
    } catch (error) {
      signal.throwIfAborted()
      if (!heard.signal.aborted) throw error
      return true
    } finally {
      this.#waiting.delete(name)
    }
  }
}

function nameOf(provider: string, taskId: string): string {
  return `${provider} ${taskId}`
}

export type InboxOptions = {
  readonly providers: readonly Pick<PlannedProvider, 'id' | 'model'>[]
  /** What a provider signs its deliveries with; absent where it is not known. */
  readonly secretOf: (provider: Pick<PlannedProvider, 'id' | 'model'>) => string | undefined
  /** Where the receiver can be reached from outside, without a slash at its end. Absent: no provider can be told a URL. */
  readonly publicUrl?: string
}

/**
 * Takes what providers deliver while a run lasts: checks it, and hands the news on. A delivery only says that a task is worth a look; what has
 * become of it is read at the provider.
 */
export class WebhookInbox {
  readonly deliveries = new Deliveries()
  /** By provider. Those whose deliveries could not be checked are not among them. */
  readonly handlers: ReadonlyMap<string, WebhookHandler>
  /** In the URL that providers without signatures are told; nobody else knows it, and the next run has another. */
  readonly token = randomBytes(24).toString('base64url')
  /** Deliveries that were refused, and why the last one was. */
  refused: { readonly count: number; readonly why: string } | undefined
  readonly #publicUrl: string | undefined

  constructor({ providers, secretOf, publicUrl }: InboxOptions) {
    this.#publicUrl = publicUrl
    const handlers = new Map<string, WebhookHandler>()
    for (const provider of providers) {
      const { id } = provider
      const rules = provider.model.table.webhooks
      if (rules === undefined) continue
      const secret = rules.signature === undefined ? publicUrl && this.token : secretOf(provider)
      if (secret === undefined || secret === '') continue
      const onDelivery = ({ taskId }: { readonly taskId: string }) => this.deliveries.announce(id, taskId)
      const onRefused = ({ message }: Error) => (this.refused = { count: (this.refused?.count ?? 0) + 1, why: message })
      handlers.set(id, webhookHandler({ provider: id, rules }, { secret, onDelivery, onRefused }))
    }
    this.handlers = handlers
  }

  /** The URL a provider is told in a request. Absent where it delivers to one that was set up on its website, or cannot deliver here. */
  callbackUrl(provider: string): string | undefined {
    if (this.#publicUrl === undefined || !this.handlers.has(provider)) return undefined
    return `${this.#publicUrl}/${encodeURIComponent(provider)}?token=${this.token}`
  }
}
