import { defined } from '@shotlist/codegen/defined'
import type { FailureClass } from '../../errors/failure-classes.ts'
import type { DownloadLimit } from '../../files/download-limit.ts'
import { type Retries, spendRetry } from '../../job/failure.ts'
import type { Ingredients } from '../../job/fingerprint.ts'
import type { JobState, StateOf, StepEvent } from '../../job/job-state.ts'
import { next, type StepPolicy } from '../../job/next.ts'
import type { JobInstance, JobPrice } from '../../plan/plan.ts'
import type { AttemptRecord } from '../../store/journal/records.ts'
import type { LockEntry } from '../../store/lockfile.ts'
import type { Reservation, SubmissionCost } from '../prepare/budget.ts'
import { costOf, priceWithSources } from '../prepare/prices.ts'
import type { ProviderSession } from '../provider/provider-session.ts'
import type { Slot } from '../provider/slots.ts'
import type { RunContext } from '../run-context.ts'
import { attemptAfter, attemptFromLockEntry } from './attempt-record.ts'
import type { JobResult } from './job-end.ts'

/** A job at the start of a run: what it renders, and the state that earlier runs left it in. */
export type JobStart = {
  readonly fingerprint: string
  readonly ingredients: Ingredients
  readonly state: JobState
  /** Why this run works on it: `new`, `prompt changed`, `output missing`. */
  readonly cause: string
  /** Its earlier finished state, if this run restores the file of that render. */
  readonly was?: StateOf<'done'>
  /** Its lockfile entry, if the journal does not know the render. */
  readonly entry?: LockEntry
  /** Results of the jobs whose outputs it uses, by the id in its request: of an instance, or of a group of takes. */
  readonly sources: ReadonlyMap<string, JobResult>
}

/**
 * A job instance during a run: its state, and the slot, the reservation and the attempt that it holds.
 *
 * The state changes in three ways. `apply` passes an event to the state machine, and waits until the new state is on the disk.
 * `applyWithoutFlush` does not wait. `setState` sets a state that no event leads to.
 */
export class JobRun {
  readonly context: RunContext
  readonly instance: JobInstance
  readonly start: JobStart
  state: JobState
  /** The price of a submission, as far as it is known. */
  price: JobPrice
  /** Retries that are left in this run. */
  retries: Retries
  /** The time limit of its download. It starts with the first request for the file. */
  downloadLimit: DownloadLimit | undefined
  /** Number of waits since the last accepted submission. Each wait is longer than the one before. */
  waits = 0
  /** Since when the provider has had no room for it although this run had no other task there, in milliseconds by the run's clock. */
  aloneAndFullSinceMs: number | undefined
  /** Number of submissions in this run that got no response. */
  noResponses = 0
  /** Whether its submission contains the URL of this run's webhook receiver. */
  hasCallback = false
  /** When this run first sent the current submission, in milliseconds by the run's clock and by the machine's clock. */
  sentTimes: { readonly atMs: number; readonly wallMs: number } | undefined
  /** When the provider accepted the submission, in milliseconds by the run's clock. */
  acceptedAtMs: number | undefined
  slot: Slot | undefined
  /** Its place in the queue for a slot, kept until a submission is accepted. */
  ticket: number | undefined
  /** The cost of its submission in the run's budget, until the charge is known. */
  reservation: Reservation | undefined
  /** The journal's record of its submission. */
  attempt: AttemptRecord | undefined

  constructor(context: RunContext, instance: JobInstance, start: JobStart) {
    this.context = context
    this.instance = instance
    this.start = start
    this.state = start.state
    this.price = instance.price
    this.retries = instance.retries
    const { state, fingerprint, entry } = start
    const { attempts } = context.journal
    if (entry !== undefined) this.attempt = attemptFromLockEntry(instance.id, entry)
    else if ('key' in state) this.attempt = attempts.underKey(state.key, { id: instance.id, fingerprint })
  }

  get id(): string {
    return this.instance.id
  }

  /** Its provider's session. A job that is restored from the artifact store does not use it, so it needs no API key. */
  get session(): ProviderSession {
    return this.context.session(this.instance.provider)
  }

  get policy(): StepPolicy {
    const { retryOn } = this.instance
    return { idempotent: this.session.isIdempotent, retries: this.retries, ...defined({ retryOn }) }
  }

  /** Whether it still works on the earlier render that it restores, and not on a new submission. */
  get isRestoring(): boolean {
    return 'key' in this.state && this.state.key === this.start.was?.key
  }

  /** Whether an earlier request with the same key got no response, so that it may have been accepted. */
  get isMaybeSent(): boolean {
    return 'maybeSent' in this.state && this.state.maybeSent === true
  }

  /** Whether a poll reported that its task succeeded. */
  get hasSucceeded(): boolean {
    return 'hasSucceeded' in this.state && this.state.hasSucceeded === true
  }

  spendRetry(kind: FailureClass): void {
    this.retries = spendRetry(this.retries, kind)
  }

  /** Applies an event to the state and the attempt, and waits until both are on the disk. `facts` are added to the attempt's record. */
  async apply(event: StepEvent, facts: Partial<AttemptRecord> = {}): Promise<void> {
    this.#advance(event, facts)
    await this.save()
  }

  /**
   * Applies an event without waiting for the disk. Only for events whose loss in a crash is harmless: the next run sees them again, because
   * it polls the task, or nothing was sent yet.
   */
  applyWithoutFlush(event: StepEvent): void {
    this.#advance(event, {})
    this.context.journal.writeLater(this.#record())
  }

  #advance(event: StepEvent, facts: Partial<AttemptRecord>): void {
    this.state = next(this.state, event, this.policy)
    const { state } = this
    const isFailure = event.type === 'refused' || event.type === 'task-failed'
    if (isFailure && state.phase !== 'failed' && state.phase !== 'uncertain') this.spendRetry(event.failure.class)
    if (event.type === 'sending') this.sentTimes = { atMs: this.context.clock.now(), wallMs: Date.now() }
    if (event.type === 'intended')
      this.attempt = this.#newAttempt({ key: event.key, number: state.phase === 'intended' ? state.attempt : 1 })
    else if (this.attempt !== undefined)
      this.attempt = { ...attemptAfter(this.attempt, event, { state, sentAt: this.session.now() }), ...facts }
  }

  /** Makes the job uncertain, so that the user settles it. Adds an attempt if the journal has none. */
  async markUncertain(state: StateOf<'uncertain'>): Promise<void> {
    const { key, attempt: number, charged, failure } = state
    this.attempt ??= this.#newAttempt({ key, number })
    await this.setState(state, { state: 'uncertain', failure, ...defined({ charged }) })
  }

  /** Sets a state that no event leads to, and waits until it is on the disk. */
  async setState(state: JobState, attempt?: Partial<AttemptRecord>): Promise<void> {
    this.state = state
    if (this.attempt !== undefined && attempt !== undefined) this.attempt = { ...this.attempt, ...attempt }
    await this.save()
  }

  async save(): Promise<void> {
    await this.context.journal.write(this.#record())
  }

  /** Returns a function that saves the job as it is now, for the journal to call when it writes. */
  #record(): () => void {
    const { journal } = this.context
    const { fingerprint, ingredients, was } = this.start
    const { output } = this.instance
    const { id, state, attempt } = this
    const record = { id, fingerprint, ingredients, state, ...defined({ output }), updatedAt: new Date().toISOString() }
    return () => {
      journal.jobs.save(record)
      // A restored render says nothing about a later submission that may have been sent.
      if (was === undefined) journal.maybeSent.remove(id)
      if (attempt !== undefined) journal.attempts.save(attempt)
    }
  }

  /**
   * Updates the price, and returns the cost of a submission: exact, the highest possible, or unknown. It uses the outputs of its source jobs,
   * which are known now, and is at least what the provider charged for similar jobs.
   */
  updatePrice(): SubmissionCost {
    this.price = priceWithSources(this.instance, this.start.sources, this.session.table)
    return this.session.overcharges.expect(this.instance, costOf({ provider: this.instance.provider, price: this.price }))
  }

  /** What the submission costs, in credits: the charge that the provider reported, otherwise the price; undefined if neither is known. */
  get chargeOrPrice(): number | undefined {
    const charged = 'charged' in this.state ? this.state.charged : undefined
    return charged ?? this.price.credits ?? (this.price.range === undefined ? this.attempt?.estimated : undefined)
  }

  #costOfCredits(credits: number): SubmissionCost {
    const { usd } = this.session.table.money
    return { provider: this.instance.provider, credits, ...defined({ usd: usd === undefined ? undefined : credits * usd }) }
  }

  releaseSlot(): void {
    this.slot?.release()
    this.slot = undefined
  }

  /** Replaces the reservation by the real cost, in credits. If the cost is unknown, the reserved amount stays counted. */
  closeReservation(credits: number | undefined): void {
    this.noteCharge(credits)
    if (credits !== undefined) this.reservation?.settle(this.#costOfCredits(credits))
    this.reservation = undefined
  }

  /** Raises the reservation if the charge is higher, in credits. Remembers the charge for similar jobs. */
  noteCharge(credits: number | undefined): void {
    if (credits === undefined || this.reservation === undefined) return
    this.session.overcharges.note(this.instance, { price: this.price.credits, charged: credits })
    this.reservation.raise(this.#costOfCredits(credits))
  }

  #newAttempt({ key, number }: Pick<AttemptRecord, 'key' | 'number'>): AttemptRecord {
    const { provider, operation } = this.instance
    const estimated = costOf({ provider, price: this.price }).credits
    return {
      job: this.id,
      fingerprint: this.start.fingerprint,
      number,
      key,
      provider,
      operation,
      state: 'intended',
      ...defined({ estimated }),
      intendedAt: new Date().toISOString(),
    }
  }
}
