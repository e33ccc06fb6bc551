import type { Phase } from '../scenario/faults.ts'

/** A request that broke the document's rules. */
export type Mistake = { readonly at: string; readonly request: string; readonly operation?: string; readonly what: string }

/** A submission whose content was already accepted under another key or without one. */
export type Duplicate = { readonly operation: string; readonly taskId: string; readonly sameAs: string }

/** The counts of one operation. */
export type OperationCounts = { accepted: number; refused: number; replayed: number; duplicates: number }

/** What the emulator has received and done since it started or was reset. Plain JSON. */
export type LedgerReport = {
  readonly provider: string
  /** Tasks started, and paid calls that return their result at once. */
  readonly submissions: number
  /** Submissions refused with an error. */
  readonly refused: number
  /** Submissions with a known key: they get the first response again, and nothing is started or charged. */
  readonly replayed: number
  readonly duplicates: number
  readonly duplicateList: readonly Duplicate[]
  /** Amounts are in the provider's unit. `unpriced` counts charges for which the document gives no price. */
  readonly money: {
    readonly charges: number
    readonly charged: number
    readonly refunded: number
    readonly unpriced: number
    readonly balance: number | null
  }
  readonly tasks: {
    readonly started: number
    readonly inFlight: number
    readonly peakInFlight: number
    readonly succeeded: number
    readonly failed: number
  }
  /** HTTP requests by phase, including those that a fault affected and those that were refused. */
  readonly requests: Readonly<Record<Phase, number>>
  /** Requests that read tasks, the number of tasks in their responses, and the most such requests within one second. */
  readonly reads: { readonly requests: number; readonly tasks: number; readonly peakPerSecond: number }
  /** Attempts to deliver, deliveries that the receiver accepted, and deliveries that were given up after the last attempt. */
  readonly webhooks: { readonly tries: number; readonly taken: number; readonly givenUp: number }
  readonly uploads: number
  readonly downloads: number
  readonly queries: number
  readonly mistakes: number
  /** The first 1,000 mistakes. */
  readonly mistakeList: readonly Mistake[]
  readonly faults: Readonly<Record<string, number>>
  readonly operations: Readonly<Record<string, OperationCounts>>
}

type Counter =
  | 'submissions'
  | 'refused'
  | 'replayed'
  | 'uploads'
  | 'queries'
  | 'readTasks'
  | 'webhookTries'
  | 'webhooksTaken'
  | 'webhooksGivenUp'

const LISTED_MISTAKES = 1000

/** Counts what clients do. */
export class Ledger {
  readonly #counts: Record<Counter, number> = {
    submissions: 0,
    refused: 0,
    replayed: 0,
    uploads: 0,
    queries: 0,
    readTasks: 0,
    webhookTries: 0,
    webhooksTaken: 0,
    webhooksGivenUp: 0,
  }
  readonly #operations = new Map<string, OperationCounts>()
  readonly #requests: Record<Phase, number> = { submit: 0, read: 0, upload: 0, query: 0, download: 0 }
  readonly #duplicates: Duplicate[] = []
  readonly #mistakes: Mistake[] = []
  readonly #readTimes: number[] = []
  #mistakeCount = 0
  #peakReads = 0

  count(counter: Counter, by = 1): void {
    this.#counts[counter] += by
  }

  countFor(operation: string, outcome: keyof OperationCounts): void {
    const counts = this.#operations.get(operation) ?? { accepted: 0, refused: 0, replayed: 0, duplicates: 0 }
    counts[outcome] += 1
    this.#operations.set(operation, counts)
  }

  duplicate(duplicate: Duplicate): void {
    this.#duplicates.push(duplicate)
    this.countFor(duplicate.operation, 'duplicates')
  }

  mistake(mistake: Mistake): void {
    this.#mistakeCount += 1
    if (this.#mistakes.length < LISTED_MISTAKES) this.#mistakes.push(mistake)
  }

  /** Counts one HTTP request, whatever its result. */
  request(phase: Phase, nowMs: number): void {
    this.#requests[phase] += 1
    if (phase !== 'read') return
    this.#readTimes.push(nowMs)
    while ((this.#readTimes[0] ?? nowMs) <= nowMs - 1000) this.#readTimes.shift()
    this.#peakReads = Math.max(this.#peakReads, this.#readTimes.length)
  }

  /** The whole ledger; `kept` are the parts that other objects count. */
  report(kept: Pick<LedgerReport, 'provider' | 'money' | 'tasks' | 'faults'>): LedgerReport {
    const { submissions, refused, replayed, uploads, queries, readTasks, webhookTries, webhooksTaken, webhooksGivenUp } = this.#counts
    return {
      provider: kept.provider,
      submissions,
      refused,
      replayed,
      duplicates: this.#duplicates.length,
      duplicateList: [...this.#duplicates],
      money: kept.money,
      tasks: kept.tasks,
      requests: { ...this.#requests },
      reads: { requests: this.#requests.read, tasks: readTasks, peakPerSecond: this.#peakReads },
      webhooks: { tries: webhookTries, taken: webhooksTaken, givenUp: webhooksGivenUp },
      uploads,
      downloads: this.#requests.download,
      queries,
      mistakes: this.#mistakeCount,
      mistakeList: [...this.#mistakes],
      faults: kept.faults,
      operations: Object.fromEntries([...this.#operations].map(([name, counts]) => [name, { ...counts }])),
    }
  }
}
