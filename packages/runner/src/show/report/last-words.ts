import type { RunEvent } from '../../run/run-event.ts'
import type { RunHistory } from './report-sources.ts'

/** The last thing a run said of a job. */
export type JobWord = Extract<RunEvent, { readonly job: string }>

/** The last thing that was said of each job, in the last run that said anything of it. */
export function lastWords(runs: readonly RunHistory[]): ReadonlyMap<string, JobWord> {
  const words = new Map<string, JobWord>()
  for (const { events } of runs) for (const event of events) if ('job' in event) words.set(event.job, event)
  return words
}
