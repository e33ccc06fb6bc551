import { hopelessClasses } from '../manifest/jobs/retry-classes.ts'
import type { Failure } from '../steps/failure.ts'
import type { JobEnd } from './job-end.ts'
import type { JobRun } from './job-run.ts'
import { reportFailure } from './report-failure.ts'
import { reportRetry } from './report-retry.ts'

/**
 * What was paid for in an earlier run can no longer be had: the job is rendered again, and paid for again, and says so. Only where that was not
 * forbidden, and where nobody was asked about the money: who was asked, was not asked for this.
 */
export async function renderAnew(job: JobRun, failure: Failure): Promise<JobEnd | undefined> {
  const { journal, options } = job.context
  const isAllowed = options.pull !== true && options.frozen !== true && options.confirm === undefined
  if (!isAllowed || hopelessClasses.has(failure.class)) {
    const hint = `It was paid for once, and its file can no longer be had. To render it again, and pay: shotlist run --force '${job.id}'`
    return reportFailure(job, { ...failure, hint }, { resumable: true })
  }
  const last = Math.max(journal.attempts.lastNumber(job.start.fingerprint), 'attempt' in job.state ? job.state.attempt : 0)
  reportRetry(job, { ...failure, message: `rendered again, for it can no longer be had: ${failure.message}` })
  job.releaseSlot()
  await job.enter({ phase: 'ready', attempt: last + 1 })
  return undefined
}
