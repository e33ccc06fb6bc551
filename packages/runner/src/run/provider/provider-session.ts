import type { Clock, ProviderClient, RecentTask } from '@shotlist/core'
import type { ProviderTable } from '@shotlist/core/contract'
import pLimit from 'p-limit'
import { WAITS } from '../../errors/retries.ts'
import { leadsToInnerHost } from '../../files/connections/inner-host.ts'
import type { ProviderTime } from '../../files/connections/provider-time.ts'
import { isKeyOld } from '../../job/key-age.ts'
import type { AttemptRecord } from '../../store/journal/records.ts'
import type { StopReason } from '../job/job-end.ts'
import type { Overcharges } from '../prepare/prices.ts'
import type { Emit } from '../run-event.ts'
import type { PollPace } from './delays.ts'
import { OutageWatch } from './outage-watch.ts'
import { RequestWindow } from './request-window.ts'
import { type SharedSlots, Slots } from './slots.ts'
import { TaskReader } from './task-reader.ts'

/** As many as are remembered of an operation: providers get faster and slower over the day. */
const MAX_REMEMBERED = 20
/** A task is found finished a little after it was. */
const EARLY_FACTOR = 0.9

/** How long the tasks of each operation took in this run, so that none is read long before it can be finished. */
export class TaskLengths {
  readonly #lengths = new Map<string, number[]>()

  /** Notes how long a task took, in milliseconds, from its acceptance to the read that found it finished. */
  note(operation: string, ms: number): void {
    this.#lengths.set(operation, [...(this.#lengths.get(operation) ?? []), ms].slice(-MAX_REMEMBERED))
  }

  /** When to read a task for the first time, in milliseconds: just before the fastest of late was finished, and never before `firstMs`. */
  firstRead(operation: string, firstMs: number): number {
    const lengths = this.#lengths.get(operation)
    return lengths === undefined ? firstMs : Math.max(firstMs, EARLY_FACTOR * Math.min(...lengths))
  }
}

/** Uploads at once at one provider: they share the line with everything else. */
const UPLOADS_IN_FLIGHT = 4

/** The submission that a task was given to: its job, and the fingerprint of what it asked for. */
export type TaskOwner = Pick<AttemptRecord, 'job' | 'fingerprint'>

export type SessionOptions = {
  readonly id: string
  readonly client: ProviderClient
  /** Tells accounts apart in the journal without naming the key. */
  readonly account: string
  /** The provider's clock; absent: only this machine's is known. */
  readonly time?: ProviderTime
  readonly concurrency: number
  readonly requestsPerMinute: number
  readonly shared: SharedSlots
  readonly overcharges: Overcharges
  readonly clock: Clock
  readonly emit: Emit
  /** Aborts when the run is over. */
  readonly over: AbortSignal
  /** Aborts when nothing more is to be submitted anywhere. */
  readonly submitting: AbortSignal
  /** Replaces the document's poll schedule. */
  readonly pace?: PollPace
  /** Failures of the content review after which no more is submitted. */
  readonly moderationLimit?: number
}

/** Everything a run needs of one provider: its client, its slots, its pace, and whether it still takes submissions. */
export class ProviderSession {
  readonly id: string
  readonly client: ProviderClient
  readonly account: string
  readonly slots: Slots
  readonly requests: RequestWindow
  readonly reader: TaskReader
  readonly uploads = pLimit(UPLOADS_IN_FLIGHT)
  readonly #owners = new Map<string, TaskOwner>()
  readonly overcharges: Overcharges
  readonly #lengths = new TaskLengths()
  /** Aborts when nothing more is to be submitted here; its reason is a `StopReason`. */
  readonly submitting: AbortSignal
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
    time,
    concurrency,
    requestsPerMinute,
    shared,
    overcharges,
    clock,
    emit,
    over,
    submitting,
    pace,
    moderationLimit,
  }: SessionOptions) {
    this.id = id
    this.client = client
    this.account = account
    this.#time = time
    this.overcharges = overcharges
    this.slots = new Slots(concurrency, { shared, clock })
    this.requests = new RequestWindow(requestsPerMinute, clock)
    this.#pace = pace
    this.#moderationLimit = moderationLimit
    this.submitting = AbortSignal.any([submitting, this.#stop.signal])
    const gatherMs = Math.min(250, (pace?.everyMs ?? 1000) / 4)
    const outages = new OutageWatch(client.table.title, { emit, over })
    this.reader = new TaskReader(client, { window: new RequestWindow(requestsPerMinute, clock), outages, clock, gatherMs })
  }

  get table(): ProviderTable {
    return this.client.table
  }

  /** The provider's recent tasks, read once for all who ask at the same time. */
  recent(kind: string, options: { readonly signal: AbortSignal }): Promise<readonly RecentTask[]> {
    const known = this.#recent.get(kind)
    if (known !== undefined) return known
    const asked = this.client.recent(kind, options).finally(() => this.#recent.delete(kind))
    this.#recent.set(kind, asked)
    return asked
  }

  /** Whether the provider is in the network of this machine, and its files may be too. */
  isInside(): Promise<boolean> {
    this.#inside ??= leadsToInnerHost(this.client.baseUrl)
    return this.#inside
  }

  /** ISO time by the provider's clock, as far as it is known: it is by that clock that keys grow old. @param agoMs of a moment so long ago */
  now(agoMs = 0): string {
    return new Date((this.#time?.now() ?? Date.now()) - agoMs).toISOString()
  }

  /** Whether the provider may have forgotten a key by now. Asks it for its time first. */
  async mayForget(sentAt: string | undefined): Promise<boolean> {
    await this.#time?.ask()
    return isKeyOld(Date.parse(sentAt ?? ''), Date.parse(this.now()))
  }

  /** Whether a submission may be repeated with its key. */
  get isIdempotent(): boolean {
    return this.table.idempotency !== undefined
  }

  /** How often tasks of an operation are read: as the user says; else as the document says, and as long as such tasks have taken. */
  paceOf(operation: string): PollPace {
    if (this.#pace !== undefined) return this.#pace
    const { firstMs, everyMs } = this.table.tasks[this.table.operations[operation]?.starts ?? '']?.poll ?? WAITS.poll
    return { firstMs: this.#lengths.firstRead(operation, firstMs), everyMs }
  }

  /** A task of an operation took so long, in milliseconds. */
  noteLength(operation: string, ms: number): void {
    this.#lengths.note(operation, ms)
  }

  /**
   * Takes note of which job a task is of, or what was answered under a key. Returns the job that it was given to before, where that is
   * another: the provider charged for it once.
   */
  claim(taskOrKey: string, own: TaskOwner): TaskOwner | undefined {
    const owner = this.#owners.get(taskOrKey) ?? own
    this.#owners.set(taskOrKey, owner)
    return owner.job === own.job ? undefined : owner
  }

  /** Takes no more submissions; what is in flight is finished. The first reason stays. */
  stop(reason: StopReason): void {
    this.#stop.abort(reason)
  }

  /** Counts a refusal by the content review. Returns whether the manifest's limit of them is reached. */
  countModeration(): boolean {
    this.#moderationHits += 1
    return this.#moderationLimit !== undefined && this.#moderationHits >= this.#moderationLimit
  }
}
