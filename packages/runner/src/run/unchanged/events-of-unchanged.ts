import type { RunEventBody } from '../run-event.ts'
import type { Stamp } from './stamp.ts'

/**
 * The events of a run whose jobs are all up to date.
 *
 * @param seconds how long the run has taken, when it is asked
 */
export function* eventsOfUnchanged({ plan, files }: Stamp, seconds: () => number): Generator<RunEventBody> {
  const { name, manifestPath, instances } = plan
  yield {
    event: 'run.started',
    name,
    manifest: manifestPath,
    jobs: instances.length,
    cached: instances.length,
    resumed: 0,
    to_submit: 0,
    estimate: { credits: 0, usd: 0, unknown: 0 },
  }
  for (const [at, { id }] of instances.entries()) {
    const file = files[at]
    yield { event: 'job.cached', job: id, ...(file && { file: file.path, sha256: file.sha256 }) }
  }
  yield {
    event: 'run.finished',
    outcome: 'done',
    counts: { done: 0, cached: instances.length, failed: 0, blocked: 0, uncertain: 0, waiting: 0 },
    credits: 0,
    usd: 0,
    unknown: 0,
    seconds: Math.round(seconds() * 1000) / 1000,
  }
}
