import type { RunEvent } from '../../run/run-event.ts'

type EventOf<Name extends RunEvent['event']> = Extract<RunEvent, { event: Name }>

/** The event that ended a job instance. */
export type JobEndEvent = EventOf<'job.done' | 'job.cached' | 'job.failed' | 'job.blocked' | 'job.uncertain'>

/** The results of a run, collected from its events for reporters that write at its end. */
export type ReportedRun = {
  note(event: RunEvent): void
  /** By job instance; the last end, if one ended twice (first blocked, then done). */
  readonly ends: ReadonlyMap<string, JobEndEvent>
  readonly started: EventOf<'run.started'> | undefined
  readonly finished: EventOf<'run.finished'> | undefined
  /** Seconds from the first submission of a job instance to its end; 0 if nothing was submitted. */
  secondsOf(job: string): number
}

export function recordRun(): ReportedRun {
  const ends = new Map<string, JobEndEvent>()
  const submittedAt = new Map<string, string>()
  let started: EventOf<'run.started'> | undefined
  let finished: EventOf<'run.finished'> | undefined
  return {
    ends,
    get started() {
      return started
    },
    get finished() {
      return finished
    },
    note: (event) => {
      switch (event.event) {
        case 'run.started':
          started = event
          break
        case 'run.finished':
          finished = event
          break
        case 'job.submitted':
          if (!submittedAt.has(event.job)) submittedAt.set(event.job, event.at)
          break
        case 'job.done':
        case 'job.cached':
        case 'job.failed':
        case 'job.blocked':
        case 'job.uncertain':
          ends.set(event.job, event)
          break
        default:
      }
    },
    secondsOf: (job) => {
      const from = submittedAt.get(job)
      const to = ends.get(job)?.at
      return from === undefined || to === undefined ? 0 : (Date.parse(to) - Date.parse(from)) / 1000
    },
  }
}
