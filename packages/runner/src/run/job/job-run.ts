import { defined } from '@shotlist/codegen/defined'
import type { FailureClass } from '../../errors/failure-classes.ts'
import type { DownloadLimit } from '../../files/download-limit.ts'
import { type Retries, spendRetry } from '../../job/failure.ts'
import type { Ingredients } from '../../job/fingerprint.ts'
import type { JobState, StateOf, StepEvent } from '../../job/job-state.ts'
import { chargedIn, next, type StepPolicy } from '../../job/next.ts'
import type { AttemptState } from '../../job/status.ts'
import { isPlausibleCharge } from '../../job/submit.ts'
import type { JobInstance, JobPrice } from '../../plan/plan.ts'
import type { AttemptRecord } from '../../store/journal/records.ts'
import type { LockEntry } from '../../store/lockfile.ts'
import type { Reservation, SubmissionCost } from '../prepare/budget.ts'
import { costOf, priceWithSources } from '../prepare/prices.ts'
import type { ProviderSession } from '../provider/provider-session.ts'
import type { Slot } from '../provider/slots.ts'
import type { RunContext } from '../run-context.ts'
import { attemptOf } from './adopt-job.ts'
import type { JobResult } from './job-end.ts'

/** A job at the start of a run: its content, and its state after earlier runs. */
export type JobStart = {
  readonly fingerprint: string
  readonly ingredients: Ingredients
  readonly state: JobState
  readonly cause: string
  /** The end of its earlier render, if this run restores it. The job fetches the file, and renders again only if the render is lost. */
  readonly was?: StateOf<'done'>
  /** Its lockfile entry, if the journal does not know the render. */
  readonly entry?: LockEntry
  /** Results of the jobs whose outputs it uses, by the id in its request: of an instance, or of a group of takes. */
  readonly sources: ReadonlyMap<string, JobResult>
}

/**
 * A job instance during a run: its state, and the slot, reservation and attempt it holds. `apply` passes an event to the state machine and waits
 * for the disk; `applySoon` does not wait; `enter` sets a state that no event leads to.
 */
export class JobRun {
  readonly context: RunContext
  readonly instance: JobInstance
  readonly start: JobStart
  state: JobState
  /** The price of a submission, as far as it is known now. */
  price: JobPrice
  /** Retries that are left in this run. */
  retries: Retries
  /** The time limit of its download, from the first request for the file. */
  downloading: DownloadLimit | undefined
  /** Waits since the last accepted submission. They set the length of the next wait. */
  waits = 0
  /** Submissions of this run without a response. */
  losses = 0
  /** Whether its submission contains the URL of this run's webhook receiver. */
  hasCallback = false
  /** The time of the first submission in this run, in milliseconds by the run's clock and by the machine's clock. */
  sent: { readonly atMs: number; readonly wallMs: number } | undefined
  /** The time of the response to its submission, in milliseconds by the run's clock. */
  acceptedAtMs: number | undefined
  slot: Slot | undefined
  /** Its place in the queue for a slot, kept until a submission is accepted. */
  ticket: number | undefined
  reservation: Reservation | undefined
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
    if (entry !== undefined) this.attempt = attemptOf(instance.id, entry)
    else if ('key' in state) this.attempt = attempts.underKey(state.key, { id: instance.id, fingerprint })
  }

  get id(): string {
    return this.instance.id
  }

  /** Its provider's session. Jobs that are restored from the artifact store do not use it, so they need no API key. */
  get session(): ProviderSession {
    return this.context.session(this.instance.provider)
  }

  get policy(): StepPolicy {
    const { retryOn } = this.instance
    return { idempotent: this.session.isIdempotent, retries: this.retries, ...defined({ retryOn }) }
  }

  /** Whether it restores an earlier render, and has not submitted a new one. */
  get isRestoring(): boolean {
    return 'key' in this.state && this.state.key === this.start.was?.key
  }

  /** Whether the provider may have an earlier submission with the same key. */
  get isMaybeSent(): boolean {
    return 'maybeSent' in this.state && this.state.maybeSent === true
  }

  /** Whether an earlier poll found its task succeeded. */
  get hasSucceeded(): boolean {
    return 'hasSucceeded' in this.state && this.state.hasSucceeded === true
  }

  spendRetry(kind: FailureClass): void {
    this.retries = spendRetry(this.retries, kind)
  }

  /** Removes an implausible charge from an event, so that the price is counted instead, and warns about it. */
  withPlausibleCharge<Event extends StepEvent>(event: Event): Event {
    const { price } = this.instance
    if (!('charged' in event) || event.charged === undefined || isPlausibleCharge(event.charged, price.credits)) return event
    const { title, money } = this.session.table
    const message = `${title} reports a charge of ${event.charged} ${money.unit} for ${this.id}, which is implausible: the listed price is counted instead`
    this.context.emit({ event: 'run.warning', code: 'odd-charge', message })
    const { charged: _, ...rest } = event
    // A failed task without a charge counts as free.
    return (event.type === 'task-failed' ? { ...rest, charged: price.credits ?? 0 } : rest) as unknown as Event
  }

  /** Applies an event to the state and the attempt, and waits until both are on the disk. `facts` are added to the attempt's record. */
  async apply(event: StepEvent, facts: Partial<AttemptRecord> = {}): Promise<void> {
    this.#advance(event, facts)
    await this.save()
  }

  /** Applies an event without waiting for the disk. Only for events that are seen again after a crash, because the next run polls the task. */
  applySoon(event: StepEvent): void {
    this.#advance(event, {})
    this.context.journal.note(this.#record())
  }

  #advance(event: StepEvent, facts: Partial<AttemptRecord>): void {
    const before = this.state
    this.state = next(before, event, this.policy)
    const isFailure = event.type === 'refused' || event.type === 'task-failed'
    if (isFailure && this.state.phase !== 'failed' && this.state.phase !== 'uncertain') this.spendRetry(event.failure.class)
    this.#note(event, facts)
  }

  /** Makes the job uncertain, so that the user settles it. Creates the attempt if the journal has none. */
  async markUncertain(state: StateOf<'uncertain'>): Promise<void> {
    const { key, attempt: number, charged, failure } = state
    this.attempt ??= this.#newAttempt({ key, number })
    await this.enter(state, { state: 'uncertain', failure, ...defined({ charged }) })
  }

  /** Sets a state without an event, and waits until it is on the disk. */
  async enter(state: JobState, attempt?: Partial<AttemptRecord>): Promise<void> {
    this.state = state
    if (this.attempt !== undefined && attempt !== undefined) this.attempt = { ...this.attempt, ...attempt }
    await this.save()
  }

  async save(): Promise<void> {
    await this.context.journal.write(this.#record())
  }

  /** Returns a function that saves the job as it is now. */
  #record(): () => void {
    const { journal } = this.context
    const { fingerprint, ingredients, was } = this.start
    const { output } = this.instance
    const { id, state, attempt } = this
    const record = { id, fingerprint, ingredients, state, ...defined({ output }), updatedAt: new Date().toISOString() }
    return () => {
      journal.jobs.save(record)
      // Restoring an older render does not settle a later submission.
      if (was === undefined) journal.maybeSent.settle(id)
      if (attempt !== undefined) journal.attempts.save(attempt)
    }
  }

  /**
   * The cost of a submission, now that the outputs of its source jobs are known: exact, the highest possible, or unknown. It is at least what
   * the provider charged for similar jobs.
   */
  cost(): SubmissionCost {
    this.price = priceWithSources(this.instance, this.start.sources, this.session.table)
    return this.session.overcharges.expect(this.instance, costOf({ provider: this.instance.provider, price: this.price }))
  }

  /** The cost of the submission, in credits: as the provider reports it, otherwise its price. */
  get paid(): number | undefined {
    const charged = 'charged' in this.state ? this.state.charged : undefined
    return charged ?? this.price.credits ?? (this.price.range === undefined ? this.attempt?.estimated : undefined)
  }

  #charge(credits: number): SubmissionCost {
    const { usd } = this.session.table.money
    return { provider: this.instance.provider, credits, ...defined({ usd: usd === undefined ? undefined : credits * usd }) }
  }

  releaseSlot(): void {
    this.slot?.release()
    this.slot = undefined
  }

  /** Replaces the reservation by the real cost, in credits. If the cost is unknown, the reserved amount stays counted. */
  settle(credits: number | undefined): void {
    this.noteCharge(credits)
    if (credits !== undefined) this.reservation?.settle(this.#charge(credits))
    this.reservation = undefined
  }

  /** Raises the reservation if the provider reports a higher charge, in credits. */
  noteCharge(credits: number | undefined): void {
    if (credits === undefined || this.reservation === undefined) return
    this.session.overcharges.note(this.instance, { price: this.price.credits, charged: credits })
    this.reservation.raise(this.#charge(credits))
  }

  #note(event: StepEvent, facts: Partial<AttemptRecord>): void {
    const now = new Date().toISOString()
    if (event.type === 'intended') {
      this.attempt = this.#newAttempt({ key: event.key, number: this.state.phase === 'intended' ? this.state.attempt : 1 })
      return
    }
    if (event.type === 'sent') this.sent = { atMs: this.context.clock.now(), wallMs: Date.now() }
    if (this.attempt === undefined) return
    const times =
      event.type === 'sent'
        ? { sentAt: this.session.now() }
        : event.type === 'accepted' || event.type === 'answered'
          ? { answeredAt: now }
          : {}
    // A failed task is free, unless the provider reports a charge.
    const reported = chargedIn(event, this.state)
    const cost = event.type === 'task-failed' && !this.hasSucceeded ? (reported ?? 0) : reported
    this.attempt = { ...this.attempt, state: this.#attemptState(event), ...times, ...defined({ charged: cost }), ...facts }
    if (event.type === 'accepted') this.attempt = { ...this.attempt, taskId: event.taskId }
    if ('failure' in event) this.attempt = { ...this.attempt, failure: event.failure }
    // A result that comes with the response has no task to poll, so a renamed job finds it only here.
    if (event.type === 'answered') this.attempt = { ...this.attempt, result: { outputs: event.outputs } }
    if (this.state.phase === 'done') this.attempt = { ...this.attempt, result: resultOf(this.state) }
    if (event.type === 'succeeded' || event.type === 'task-failed') this.attempt = { ...this.attempt, endedAt: this.attempt.endedAt ?? now }
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

  #attemptState(event: StepEvent): AttemptState {
    switch (event.type) {
      case 'intended':
        return 'intended'
      case 'sent':
        return 'sent'
      case 'accepted':
        return 'answered'
      case 'answered':
      case 'succeeded':
        return 'succeeded'
      case 'turned-away':
      case 'refused':
        return this.isMaybeSent ? 'sent' : 'refused'
      case 'lost':
        return this.state.phase === 'uncertain' ? 'uncertain' : 'sent'
      case 'task-failed':
        return this.hasSucceeded ? 'succeeded' : 'failed'
      case 'forgotten':
        return this.hasSucceeded ? 'succeeded' : 'uncertain'
      default:
        return this.attempt?.state ?? 'answered'
    }
  }
}

function resultOf({ outputs, file }: StateOf<'done'>) {
  return { outputs, ...defined({ file }) }
}
