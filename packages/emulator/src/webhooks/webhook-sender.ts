import { generateKeyPairSync } from 'node:crypto'
import type { TaskRules } from '../documents/terms.ts'
import type { Context } from '../provider/context.ts'
import { viewOf } from '../provider/handlers/read-tasks.ts'
import { isEmpty, isObject, type Json, stringifyExact } from '../responses/json.ts'
import { parsePlace, readAt, writeAt } from '../responses/place.ts'
import { sample } from '../responses/sample.ts'
import { taskResponse } from '../responses/task-response.ts'
import type { WebhookTarget } from '../scenario/webhook-targets.ts'
import type { Task } from '../tasks/task.ts'
import { taskState } from '../tasks/task.ts'
import { signatureHeaders } from './sign-delivery.ts'

/**
 * The body of a delivery: the document's example with the task's own values. Documents do not say how a delivery follows from a task, so a
 * field is assumed to mean the same as the field of that name in a response about the task.
 */
function payloadOf(context: Context, task: Task): Json {
  const { table, endpoints, delivery } = context.model
  const rules = table.tasks[task.kind] as TaskRules
  const endpoint = endpoints[rules.read.operationId]
  const body = endpoint === undefined ? undefined : taskResponse({ endpoint, rules, errors: table.errors }, viewOf(context, task)).body
  const known = leavesOf(body)
  let payload = (structuredClone(delivery?.example) ?? sample(delivery?.schema, delivery?.schema ?? {}) ?? {}) as Json
  for (const { tokens, value } of leavesOf(payload)) {
    const own = nearestLeaf(known, tokens)?.value
    if (own !== undefined) payload = writeAt(payload, tokens, withTypeOf(own, value))
  }
  return withId(payload, table.webhooks?.id ?? [], task.id)
}

function withId(payload: Json, candidates: readonly string[], id: string): Json {
  const places = candidates.map(parsePlace).flatMap((place) => (place.in === 'body' ? [place.tokens] : []))
  const tokens = places.find((place) => !isEmpty(readAt(payload, place))) ?? places[0]
  if (tokens === undefined) return payload
  return writeAt(payload, tokens, withTypeOf(id, readAt(payload, tokens) ?? ''))
}

/** The headers in which the receiver looks for the task's id. */
function idHeaders(candidates: readonly string[], id: string): Record<string, string> {
  const places = candidates.map(parsePlace)
  return Object.fromEntries(places.flatMap((place) => (place.in === 'header' ? [[place.name.toLowerCase(), id]] : [])))
}

/** Converts a value to the type of the example's value, because an id that is text in one response may be a number in another. */
function withTypeOf(value: Json, example: Json): Json {
  if (typeof example === 'string' && (typeof value === 'number' || typeof value === 'bigint')) return value.toString()
  if (typeof example === 'number' && typeof value === 'string' && /^\d+$/.test(value)) {
    return Number.isSafeInteger(Number(value)) ? Number(value) : BigInt(value)
  }
  return value
}

/** A scalar in a JSON value, and its path. */
type Leaf = { readonly tokens: readonly string[]; readonly value: Exclude<Json, Json[] | { [key: string]: Json }> }

export function leavesOf(value: Json | undefined, tokens: readonly string[] = []): Leaf[] {
  if (value === undefined) return []
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, [...tokens, String(index)]))
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...tokens, key]))
  return [{ tokens, value }]
}

/** The leaf whose path has the longest common end with `tokens`; `undefined` if not even the last name is the same. */
export function nearestLeaf(leaves: readonly Leaf[], tokens: readonly string[]): Leaf | undefined {
  const shared = (leaf: Leaf): number => {
    let length = 0
    while (length < tokens.length && leaf.tokens.at(-1 - length) === tokens.at(-1 - length)) length += 1
    return length
  }
  const nearest = leaves.toSorted((left, right) => shared(right) - shared(left))[0]
  return nearest !== undefined && shared(nearest) > 0 ? nearest : undefined
}

/** How often to check whether the file of a task whose time is up is made. */
const RECHECK_MS = 20
/** The time limit for a receiver. */
const RECEIVER_TIMEOUT_MS = 10_000

/** Delivers webhooks for finished tasks, and repeats a delivery until the receiver responds as the document says. */
export class WebhookSender {
  /** The webhooks that are set up, by the id that requests name. Can be replaced at any time. `undefined`: nothing is delivered. */
  targets: Readonly<Record<string, WebhookTarget>> | undefined
  readonly #stop = new AbortController()
  #ownKey: ReturnType<typeof generateKeyPairSync> | undefined
  readonly #underWay = new Set<Promise<void>>()

  constructor(targets: Readonly<Record<string, WebhookTarget>> | undefined) {
    this.targets = targets
  }

  /** Delivers after the task has ended. */
  announce(context: Context, task: Task, target: WebhookTarget): void {
    const delivery = this.#deliver(context, task, target).finally(() => this.#underWay.delete(delivery))
    this.#underWay.add(delivery)
  }

  /** The key pair of a provider that signs with one. */
  get keyPair(): ReturnType<typeof generateKeyPairSync> {
    this.#ownKey ??= generateKeyPairSync('ed25519')
    return this.#ownKey
  }

  /** Cancels deliveries that are in flight. */
  async close(): Promise<void> {
    this.#stop.abort()
    await Promise.allSettled(this.#underWay)
  }

  async #deliver(context: Context, task: Task, target: WebhookTarget): Promise<void> {
    const { clock, settings } = context
    const { signal } = this.#stop
    await clock.sleep(Math.max(0, task.timeline.endsMs - clock.now()), signal)
    while (!signal.aborted && !['succeeded', 'failed'].includes(taskState(task, clock.now()))) await clock.sleep(RECHECK_MS, signal)
    const delays = context.model.table.webhooks?.retries ?? []
    for (const seconds of [0, ...delays]) {
      // Each delay varies by up to 10 %.
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

  /** Whether the receiver responded as the document says. */
  async #post(context: Context, task: Task, { url, secret = '' }: WebhookTarget): Promise<boolean> {
    const rules = context.model.table.webhooks
    const body = payloadOf(context, task)
    const text = stringifyExact(body)
    const ownKey = () => this.keyPair.privateKey
    const headers = idHeaders(rules?.id ?? [], task.id)
    const signed = signatureHeaders(rules?.signature, { body, text, headers, secret, nowMs: context.clock.now(), id: task.id, ownKey })
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers, ...signed },
        body: text,
        redirect: 'manual',
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(RECEIVER_TIMEOUT_MS)]),
      })
      const reply = await response.text()
      return response.status === (rules?.answer.status ?? 200) && (rules?.answer.body === undefined || reply === rules.answer.body)
    } catch {
      return false
    }
  }
}
