import { stringifyExact } from '../answers/exact-json.ts'
import type { Context } from '../provider/context.ts'
import type { Task } from '../tasks/task.ts'
import { taskState } from '../tasks/task-state.ts'
import { payloadOf } from './payload.ts'
import { signatureHeaders } from './sign.ts'
import type { WebhookTarget } from './webhook-target.ts'

/** How often a task is looked at whose time is up but whose file is still being made. */
const lookAgainMs = 20
/** How long a receiver may take. */
const patienceMs = 10_000

/** Tells receivers of tasks that have ended, and tells them again until they answer as the document says. */
export class WebhookSender {
  /** Webhooks that are set up, by the id that requests name. May be replaced at any time. Undefined: nothing is delivered. */
  targets: Readonly<Record<string, WebhookTarget>> | undefined
  readonly #stop = new AbortController()
  readonly #underWay = new Set<Promise<void>>()

  constructor(targets: Readonly<Record<string, WebhookTarget>> | undefined) {
    this.targets = targets
  }

  /** Delivers once the task has ended. */
  announce(context: Context, task: Task, target: WebhookTarget): void {
    const delivery = this.#deliver(context, task, target).finally(() => this.#underWay.delete(delivery))
    this.#underWay.add(delivery)
  }

  /** Gives up what is under way. */
  async close(): Promise<void> {
    this.#stop.abort()
    await Promise.allSettled(this.#underWay)
  }

  async #deliver(context: Context, task: Task, target: WebhookTarget): Promise<void> {
    const { clock, settings } = context
    const { signal } = this.#stop
    await clock.sleep(Math.max(0, task.timeline.endsMs - clock.now()), signal)
    while (!signal.aborted && !['succeeded', 'failed'].includes(taskState(task, clock.now()))) await clock.sleep(lookAgainMs, signal)
    const delays = context.model.table.webhooks?.retries ?? []
    for (const seconds of [0, ...delays]) {
      // Each give or take a tenth.
      const jitter = 0.9 + context.random() * 0.2
      await clock.sleep((seconds * 1000 * jitter) / settings.speed, signal)
      if (signal.aborted) return
      context.state.ledger.count('webhookTries')
      if (await this.#post(context, task, target)) {
        context.state.ledger.count('webhooksTaken')
        return
      }
    }
    context.state.ledger.count('webhooksGivenUp')
  }

  /** Whether the receiver answered as it should. */
  async #post(context: Context, task: Task, { url, secret = '' }: WebhookTarget): Promise<boolean> {
    const rules = context.model.table.webhooks
    const body = payloadOf(context, task)
    const text = stringifyExact(body)
    const signed = signatureHeaders(rules?.signature, { body, text, secret, nowMs: context.clock.now() })
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signed },
        body: text,
        redirect: 'manual',
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(patienceMs)]),
      })
      const said = await answer.text()
      return answer.status === (rules?.answer.status ?? 200) && (rules?.answer.body === undefined || said === rules.answer.body)
    } catch {
      return false
    }
  }
}
