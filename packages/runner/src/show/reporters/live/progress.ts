import { defined } from '@shotlist/codegen/defined'
import type { RunEvent } from '../../../run/run-event.ts'

/** A job that has started and not ended. */
export type RunningJob = {
  readonly state: string
  readonly sinceMs: number
  /** How far its task is, from 0 to 1, if the provider says. */
  readonly progress?: number
}

type EventOf<Name extends RunEvent['event']> = Extract<RunEvent, { event: Name }>

/** The event of a job that failed, is uncertain, or was not submitted. */
export type Trouble = EventOf<'job.failed' | 'job.uncertain' | 'job.blocked'>

/** The state of a job that waits for a retry. */
export const WAITING = 'waits'

/** How many troubles are kept for the live view; the summary has all. */
const KEPT_TROUBLES = 3

/** The progress of a run, from its events. */
export class Progress {
  name = ''
  total = 0
  cached = 0
  done = 0
  failed = 0
  /** Blocked, uncertain, or left for the next run. */
  held = 0
  /** The cost of the jobs submitted so far, in the unit of the plan. */
  credits = 0
  estimate: EventOf<'run.started'>['estimate'] = { credits: 0, usd: 0, unknown: 0 }
  /** Jobs that have started and not ended. */
  readonly running = new Map<string, RunningJob>()
  readonly troubles: Trouble[] = []
  readonly #now: () => number
  readonly startedAtMs: number

  constructor(now: () => number) {
    this.#now = now
    this.startedAtMs = now()
  }

  get ended(): number {
    return this.cached + this.done + this.failed + this.held
  }

  /** How many jobs run now, without those that wait for a retry. */
  get active(): number {
    let active = 0
    for (const { state } of this.running.values()) if (state !== WAITING) active += 1
    return active
  }

  get waiting(): number {
    return Math.max(0, this.total - this.ended - this.active)
  }

  note(event: RunEvent): void {
    switch (event.event) {
      case 'run.started':
        this.name = event.name
        this.total = event.jobs
        this.estimate = event.estimate
        break
      case 'job.submitted':
        this.#enter(event.job, 'submitted')
        this.credits += event.credits ?? 0
        break
      case 'job.state':
        this.#enter(event.job, event.state, event.progress)
        break
      case 'job.retry':
        this.#enter(event.job, WAITING)
        break
      case 'job.cached':
        this.cached += 1
        break
      case 'job.done':
        this.#end(event.job)
        this.done += 1
        break
      case 'job.failed':
        this.#end(event.job, event)
        this.failed += 1
        break
      case 'job.blocked':
      case 'job.uncertain':
        this.#end(event.job, event)
        this.held += 1
        break
      default:
    }
  }

  /** Keeps the time at which the job started when its state changes. */
  #enter(job: string, state: string, progress?: number): void {
    this.running.set(job, { state, sinceMs: this.running.get(job)?.sinceMs ?? this.#now(), ...defined({ progress }) })
  }

  #end(job: string, trouble?: Trouble): void {
    this.running.delete(job)
    if (trouble === undefined) return
    this.troubles.push(trouble)
    if (this.troubles.length > KEPT_TROUBLES) this.troubles.shift()
  }
}
