import type { RunEvent } from '../../run/run-event.ts'

type EventOf<Name extends RunEvent['event']> = Extract<RunEvent, { event: Name }>

/** How a job instance ended, in the event that said so. */
export type JobEndEvent = EventOf<'job.done' | 'job.cached' | 'job.failed' | 'job.blocked' | 'job.uncertain'>

/** What a run came to, gathered from its events for those who report when it is over. */
export type ReportedRun = {
  note(event: RunEvent): void
  /** By job instance; of one that ended twice (blocked, then done after all) the last end. */
  readonly ends: ReadonlyMap<string, JobEndEvent>
  readonly started: EventOf<'run.started'> | undefined
  readonly finished: EventOf<'run.finished'> | undefined
  /** From the first submission of a job instance to its end, in seconds; 0 where nothing was submitted. */
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
