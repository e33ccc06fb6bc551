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

/** Where a job begins: what it is made from, and where earlier runs left it. */
export type JobStart = {
  readonly fingerprint: string
  readonly ingredients: Ingredients
  readonly state: JobState
  readonly cause: string
  /** How it had ended: it fetches what was paid for; if that is gone, it renders anew. */
  readonly was?: StateOf<'done'>
  /** What is known of it from elsewhere only. */
  readonly entry?: LockEntry
  /** Results of the jobs it takes outputs from, by the id it knows them by: an instance's, or a group of takes'. */
  readonly sources: ReadonlyMap<string, JobResult>
}

/**
 * One job instance on its way: its state, which changes only by events of the step machine and is on the disk before anything follows
 * from it; and what it holds meanwhile.
 */
export class JobRun {
  readonly context: RunContext
  readonly instance: JobInstance
  readonly start: JobStart
  state: JobState
  /** What a submission of it costs, as far as is known by now. */
  price: JobPrice
  /** Tries this run may still make after failures. */
  retries: Retries
  /** How long its file may take to come, once it is being fetched. */
  downloading: DownloadLimit | undefined
  /** Waits in a row, for the length of the next one. */
  waits = 0
  /** Submissions of this run that were not answered. */
  losses = 0
  /** Whether its submission told the provider where this run takes deliveries. */
  hasCallback = false
  /** When this run sent its submission first: by the run's clock, and by that of the machine, in milliseconds. */
  sent: { readonly atMs: number; readonly wallMs: number } | undefined
  /** When its submission was answered, by the run's clock. */
  acceptedAtMs: number | undefined
  slot: Slot | undefined
  /** Its place in the line for a slot, kept until a submission went through. */
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

  /** Its provider's session. A job whose file is in the artifact store never asks for it, and needs no key. */
  get session(): ProviderSession {
    return this.context.session(this.instance.provider)
  }

  get policy(): StepPolicy {
    const { retryOn } = this.instance
    return { idempotent: this.session.isIdempotent, retries: this.retries, ...defined({ retryOn }) }
  }

  /** Whether it is after the file of an earlier render, and not of one that this run paid for. */
  get isRestoring(): boolean {
    return 'key' in this.state && this.state.key === this.start.was?.key
  }

  /** Whether its submission may be with the provider already, from an earlier sending under the same key. */
  get isMaybeSent(): boolean {
    return 'maybeSent' in this.state && this.state.maybeSent === true
  }

  /** Whether its task was read as succeeded before it was read as something else. */
  get hasSucceeded(): boolean {
    return 'hasSucceeded' in this.state && this.state.hasSucceeded === true
  }

  spendRetry(kind: FailureClass): void {
    this.retries = spendRetry(this.retries, kind)
  }

  /** An event without a charge that cannot be: the price stands for it, and the user is told. */
  withPlausibleCharge<Event extends StepEvent>(event: Event): Event {
    const { price } = this.instance
    if (!('charged' in event) || event.charged === undefined || isPlausibleCharge(event.charged, price.credits)) return event
    const { title, money } = this.session.table
    const message = `${title} says that ${this.id} cost ${event.charged} ${money.unit}, which is not believed: its price is counted`
    this.context.emit({ event: 'run.warning', code: 'odd-charge', message })
    const { charged: _, ...rest } = event
    // A failed task without a charge would count as free.
    return (event.type === 'task-failed' ? { ...rest, charged: price.credits ?? 0 } : rest) as unknown as Event
  }

  /** Tells the machine what happened, and waits until the new state is on the disk. `facts` goes into the attempt's record. */
  async apply(event: StepEvent, facts: Partial<AttemptRecord> = {}): Promise<void> {
    this.#advance(event, facts)
    await this.save()
  }

  /** The same for what need not be on the disk yet: a process that knows nothing of it asks the provider once more, and hears the same. */
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

  /** Leaves it to the user whether it was submitted; also where nothing was written down of it. */
  async markUncertain(state: StateOf<'uncertain'>): Promise<void> {
    const { key, attempt: number, charged, failure } = state
    this.attempt ??= this.#newAttempt({ key, number })
    await this.enter(state, { state: 'uncertain', failure, ...defined({ charged }) })
  }

  /** Puts the job into a state that no event leads to. */
  async enter(state: JobState, attempt?: Partial<AttemptRecord>): Promise<void> {
    this.state = state
    if (this.attempt !== undefined && attempt !== undefined) this.attempt = { ...this.attempt, ...attempt }
    await this.save()
  }

  async save(): Promise<void> {
    await this.context.journal.write(this.#record())
  }

  /** What is to be written of the job as it stands now. */
  #record(): () => void {
    const { journal } = this.context
    const { fingerprint, ingredients, was } = this.start
    const { output } = this.instance
    const { id, state, attempt } = this
    const record = { id, fingerprint, ingredients, state, ...defined({ output }), updatedAt: new Date().toISOString() }
    return () => {
      journal.jobs.save(record)
      // An older render that is had back says nothing of a later one.
      if (was === undefined) journal.maybeSent.settle(id)
      if (attempt !== undefined) journal.attempts.save(attempt)
    }
  }

  /** What a submission costs now that the jobs before it are done: exactly, or at the most, or unknown; no less than others were charged. */
  cost(): SubmissionCost {
    this.price = priceWithSources(this.instance, this.start.sources, this.session.table)
    return this.session.overcharges.expect(this.instance, costOf({ provider: this.instance.provider, price: this.price }))
  }

  /** What the submission cost: as the provider said, else by its price. */
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

  /** Replaces what was put aside by what it really cost; where that is not known, what was put aside stays. */
  settle(credits: number | undefined): void {
    this.noteCharge(credits)
    if (credits !== undefined) this.reservation?.settle(this.#charge(credits))
    this.reservation = undefined
  }

  /** What the provider says it charges may be more than was put aside. */
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
    // What a submission costs is given back when its task fails, unless the provider says otherwise.
    const said = chargedIn(event, this.state)
    const cost = event.type === 'task-failed' && !this.hasSucceeded ? (said ?? 0) : said
    const charged = cost === undefined ? {} : { charged: cost }
    this.attempt = { ...this.attempt, state: this.#attemptState(event), ...times, ...charged, ...facts }
    if (event.type === 'accepted') this.attempt = { ...this.attempt, taskId: event.taskId }
    if ('failure' in event) this.attempt = { ...this.attempt, failure: event.failure }
    // What was answered at once has no task to ask: under another name of the job it is known by this alone.
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
