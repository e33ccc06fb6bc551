import type { Clock, ProviderClient, RecentTask, TaskSnapshot } from '@shotlist/core'
import type { ProviderTable } from '@shotlist/core/contract'
import pLimit from 'p-limit'
import { WAITS } from '../../errors/retries.ts'
import { leadsToInnerHost } from '../../files/connections/inner-host.ts'
import type { ProviderTime } from '../../files/connections/provider-time.ts'
import { isKeyOld } from '../../job/key-age.ts'
import type { AttemptRecord } from '../../store/journal/records.ts'
import type { StopReason } from '../job/job-end.ts'
import { directSender, type Sender } from '../job/sending/sender.ts'
import type { Overcharges } from '../prepare/prices.ts'
import type { Emit } from '../run-event.ts'
import type { PollPace } from './delays.ts'
import { OutageWatch } from './outage-watch.ts'
import { RequestWindow } from './request-window.ts'
import { type SharedSlots, Slots } from './slots.ts'
import { TaskPoller } from './task-poller.ts'

/** Remembered durations of an operation. Only recent ones count, because providers get faster and slower over the day. */
const MAX_REMEMBERED = 20
/** Durations include the delay of polling, so the first poll comes a little earlier. */
const EARLY_FACTOR = 0.9

/** How long the tasks of each operation took in this run, so that new ones are not polled long before they can end. */
export class TaskLengths {
  readonly #lengths = new Map<string, number[]>()

  /** Notes how long a task took, in milliseconds, from its acceptance to the poll that found it finished. */
  note(operation: string, ms: number): void {
    this.#lengths.set(operation, [...(this.#lengths.get(operation) ?? []), ms].slice(-MAX_REMEMBERED))
  }

  /** Delay before the first poll, in milliseconds: just below the shortest recent duration, and at least `firstMs`. */
  firstPoll(operation: string, firstMs: number): number {
    const lengths = this.#lengths.get(operation)
    return lengths === undefined ? firstMs : Math.max(firstMs, EARLY_FACTOR * Math.min(...lengths))
  }
}

/** Parallel uploads to one provider, which share the bandwidth with all other requests. */
const UPLOADS_IN_FLIGHT = 4

/** The submission that a task belongs to: its job, and the fingerprint of its request. */
export type TaskOwner = Pick<AttemptRecord, 'job' | 'fingerprint'>

export type SessionOptions = {
  readonly id: string
  readonly client: ProviderClient
  /** Distinguishes accounts in the journal without the API key. */
  readonly account: string
  /** Absent: submissions are sent from this process. */
  readonly sender?: Sender
  /** The provider's clock; absent: this machine's clock is used. */
  readonly time?: ProviderTime
  readonly concurrency: number
  readonly requestsPerMinute: number
  readonly shared: SharedSlots
  readonly overcharges: Overcharges
  readonly clock: Clock
  readonly emit: Emit
  /** Aborts when the run ends. */
  readonly endSignal: AbortSignal
  /** Aborts when the run stops submitting to all providers. */
  readonly submitSignal: AbortSignal
  /** Replaces the document's poll schedule. */
  readonly pace?: PollPace
  /** Number of refusals by the content review that stops submissions. */
  readonly moderationLimit?: number
}

/** What a run keeps for one provider: its client, slots, request limits and poll pace, and whether the run still submits to it. */
export class ProviderSession {
  readonly id: string
  readonly client: ProviderClient
  readonly account: string
  readonly sender: Sender
  readonly slots: Slots
  readonly requests: RequestWindow
  readonly #poller: TaskPoller
  readonly uploads = pLimit(UPLOADS_IN_FLIGHT)
  readonly #owners = new Map<string, TaskOwner>()
  readonly overcharges: Overcharges
  readonly #lengths = new TaskLengths()
  /** Aborts when the run stops submitting to this provider; its reason is a `StopReason`. */
  readonly submitSignal: AbortSignal
  readonly #time: ProviderTime | undefined
  readonly #stop = new AbortController()
  readonly #recent = new Map<string, Promise<readonly RecentTask[]>>()
  readonly #pace: PollPace | undefined
  readonly #moderationLimit: number | undefined
  #inside: Promise<boolean> | undefined
  #moderationHits = 0

  constructor({
    id,
    client,
    account,
    sender = directSender,
    time,
    concurrency,
    requestsPerMinute,
    shared,
    overcharges,
    clock,
    emit,
    endSignal,
    submitSignal,
    pace,
    moderationLimit,
  }: SessionOptions) {
    this.id = id
    this.client = client
    this.account = account
    this.sender = sender
    this.#time = time
    this.overcharges = overcharges
    this.slots = new Slots(concurrency, { shared, clock })
    this.requests = new RequestWindow(requestsPerMinute, clock)
    this.#pace = pace
    this.#moderationLimit = moderationLimit
    this.submitSignal = AbortSignal.any([submitSignal, this.#stop.signal])
    const gatherMs = Math.min(250, (pace?.everyMs ?? 1000) / 4)
    const outages = new OutageWatch(client.table.title, { emit, endSignal })
    this.#poller = new TaskPoller(client, { window: new RequestWindow(requestsPerMinute, clock), outages, clock, gatherMs })
  }

  get table(): ProviderTable {
    return this.client.table
  }

  /** Polls a task once. Undefined if the task is not known. @throws what core's `read` throws */
  poll(kind: string, taskId: string, signal: AbortSignal): Promise<TaskSnapshot | undefined> {
    return this.sender.poll?.(kind, taskId, signal) ?? this.#poller.poll(kind, taskId, signal)
  }

  /** The provider's recent tasks. Simultaneous calls share one request. @throws what core's `recent` throws */
  recent(kind: string, options: { readonly signal: AbortSignal }): Promise<readonly RecentTask[]> {
    const known = this.#recent.get(kind)
    if (known !== undefined) return known
    const requested = this.client.recent(kind, options).finally(() => this.#recent.delete(kind))
    this.#recent.set(kind, requested)
    return requested
  }

  /** Whether the provider is in the network of this machine, so that its files may be there too. */
  isInside(): Promise<boolean> {
    this.#inside ??= leadsToInnerHost(this.client.baseUrl)
    return this.#inside
  }

  /** ISO time by the provider's clock if it is known, because the provider's clock decides when a key expires. @param agoMs subtracted, in milliseconds */
  now(agoMs = 0): string {
    return new Date((this.#time?.now() ?? Date.now()) - agoMs).toISOString()
  }

  /** Whether the provider may have forgotten the key of a submission (ISO time of sending). Requests the provider's time first. */
  async mayForget(sentAt: string | undefined): Promise<boolean> {
    await this.#time?.ask()
    return isKeyOld(Date.parse(sentAt ?? ''), Date.parse(this.now()), this.table.keyLifetimeSeconds)
  }

  /** Whether a submission may be repeated with its key. */
  get isIdempotent(): boolean {
    return this.table.idempotency !== undefined
  }

  /** Poll pace of an operation's tasks: the user's; otherwise the document's, with a first poll near the duration of earlier tasks. */
  paceOf(operation: string): PollPace {
    if (this.#pace !== undefined) return this.#pace
    const { firstMs, everyMs } = this.table.tasks[this.table.operations[operation]?.starts ?? '']?.poll ?? WAITS.poll
    return { firstMs: this.#lengths.firstPoll(operation, firstMs), everyMs }
  }

  /** Notes how long a task of an operation took, in milliseconds. */
  noteLength(operation: string, ms: number): void {
    this.#lengths.note(operation, ms)
  }

  /**
   * Registers the owner of a task, or of the result for a key. Returns the earlier owner if it is another job: the provider charged once for
   * both.
   */
  claimTask(taskIdOrKey: string, claimant: TaskOwner): TaskOwner | undefined {
    const owner = this.#owners.get(taskIdOrKey) ?? claimant
    this.#owners.set(taskIdOrKey, owner)
    return owner.job === claimant.job ? undefined : owner
  }

  /** Stops submissions to this provider. Tasks in flight continue. Only the first reason counts. */
  stop(reason: StopReason): void {
    this.#stop.abort(reason)
  }

  /** Counts a refusal by the content review. Returns whether the manifest's limit is reached. */
  countModeration(): boolean {
    this.#moderationHits += 1
    return this.#moderationLimit !== undefined && this.#moderationHits >= this.#moderationLimit
  }
}
