import { defined } from '@shotlist/codegen/defined'
import { DownloadError, OutputError } from '../../errors/output-errors.ts'
import type { Artifacts } from '../../files/artifacts/artifact-store.ts'
import { failureOf } from '../../job/failure.ts'
import { renderName } from '../../job/fingerprint.ts'
import { allFiles, type PlacedFile, placedFiles, type StateOf } from '../../job/job-state.ts'
import { pathFor } from '../../plan/outputs/output-names.ts'
import { flushFile } from '../../store/durable/write-file-durably.ts'
import type { DoneFile } from '../run-event.ts'
import { untilStopped } from './artifact-sharing.ts'
import { fetchClip } from './fetch-clip.ts'
import { findTask } from './find-task.ts'
import { type JobEnd, StopReason } from './job-end.ts'
import type { JobRun } from './job-run.ts'
import { placeResult, preparePlacing, refuseForeign, resumePlacing } from './place-result.ts'
import { pollTask } from './poll-task.ts'
import { reportFailure, reportUncertain, unavailableRenderHint } from './report-end.ts'
import { submitJob } from './submit-job.ts'

/** How often a task is polled again for another URL of its file, by the reason why the download failed. */
const MAX_FRESH_URLS: Readonly<Record<DownloadError['reason'], number>> = {
  missing: 3,
  gone: 3,
  broken: 1,
  unreachable: 1,
  endless: 1,
  refused: 1,
  uninspected: 0,
}

/**
 * Runs a job from its current state until it ends or this run must stop it. Failures are reported as events and returned, not thrown.
 *
 * @param until a status in which the job is left for another process
 */
export async function runJob(job: JobRun, { until }: { readonly until?: 'fetching' } = {}): Promise<JobEnd> {
  try {
    const { was } = job.start
    if (was !== undefined) await restoreFiles(job, was)
    return await drive(job, until)
  } catch (error) {
    const { workSignal } = job.context
    const reason: unknown = workSignal.aborted ? workSignal.reason : error
    if (reason instanceof StopReason) return stopped(job, reason)
    return reportFailure(job, failureOf(error), { resumable: true })
  } finally {
    // It stopped before its submission was sent, so nothing of its reservation is spent.
    if (job.state.phase === 'ready' || job.state.phase === 'intended') job.closeReservation(0)
    job.releaseSlot()
    job.downloadLimit?.end()
  }
}

async function drive(job: JobRun, until: 'fetching' | undefined): Promise<JobEnd> {
  let freshUrls = 0
  for (let isFirst = true; ; isFirst = false) {
    const { state } = job
    if (state.phase === until) return { outcome: 'waiting', reason: 'in-flight' }
    switch (state.phase) {
      case 'ready':
      case 'intended':
      case 'sent': {
        const end = await submitJob(job)
        if (end !== undefined) return end
        break
      }
      case 'rendering': {
        // A task of an earlier run, or one whose file needs another URL, is probably finished, so it is polled soon.
        const isSoon = isFirst || freshUrls > 0
        const end = await pollTask(job, state, isSoon ? job.context.random() * 250 : undefined)
        if (end !== undefined) return end
        break
      }
      case 'fetching': {
        const end = await fetchClip(job, state)
        if (end instanceof DownloadError && state.taskId !== undefined && freshUrls < MAX_FRESH_URLS[end.reason]) {
          freshUrls += 1
          await job.apply({ type: 'url-expired' })
          break
        }
        freshUrls = 0
        const last = end instanceof DownloadError ? reportDownloadFailure(job, end) : end
        if (last !== undefined) return last
        break
      }
      case 'done':
        return finished(job, state)
      case 'failed':
        return reportFailure(job, state.failure, { isOld: true })
      case 'uncertain':
        if (await findTask(job)) break
        return reportUncertain(job)
    }
  }
}

function reportDownloadFailure(job: JobRun, error: DownloadError): JobEnd {
  const failure = failureOf(error)
  return reportFailure(job, error.reason === 'gone' ? { ...failure, hint: unavailableRenderHint(job) } : failure, { resumable: true })
}

function finished(job: JobRun, state: StateOf<'done'>): JobEnd {
  const { context } = job
  const { outputs } = state
  // A restored clip costs nothing in this run: an earlier one paid for it.
  const isRestored = job.isRestoring
  const credits = isRestored ? 0 : job.chargeOrPrice
  const [file, ...others] = allFiles(state).map((one) => doneFile(one, context.shownPath))
  context.emit({
    event: 'job.done',
    job: job.id,
    ...file,
    ...defined({ others: others.length === 0 ? undefined : others, credits, cause: isRestored ? job.start.cause : undefined }),
  })
  return { outcome: 'done', outputs, render: renderName(state), ...placedFiles(allFiles(state)) }
}

function doneFile({ path, part: _part, modifiedMs: _modified, ...facts }: PlacedFile, shownPath: (path: string) => string): DoneFile {
  return { file: shownPath(path), ...facts }
}

function stopped(job: JobRun, { reason, message, by }: StopReason): JobEnd {
  if (reason === 'interrupted') return { outcome: 'waiting', reason }
  const task = 'taskId' in job.state && job.state.taskId !== undefined ? `; its task ${job.state.taskId} continues at the provider` : ''
  job.context.emit({ event: 'job.blocked', job: job.id, reason, message: `${message}${task}`, ...defined({ by }) })
  return { outcome: reason === 'deadline' ? 'waiting' : 'blocked', reason }
}

/** @returns whether the store has the file @throws {OutputError} */
async function copyFromStore({ all }: Artifacts, { sha256, path }: { readonly sha256: string; readonly path: string }): Promise<boolean> {
  try {
    if (!(await all.get(sha256, path))) return false
    await flushFile(path)
    return true
  } catch (cause) {
    throw new OutputError(path, { cause })
  }
}

/**
 * Restores a finished job's files from the artifact store, without a request to the provider. If the store does not have all of them, the job's
 * state stays, and those that are missing are downloaded from the provider.
 *
 * @throws {OutputError}
 */
async function restoreFiles(job: JobRun, was: StateOf<'done'>): Promise<void> {
  const { context, instance } = job
  const { artifacts } = context.options
  const files = allFiles(was)
  if (artifacts === undefined || files.length === 0 || instance.output === undefined) return
  const restored: PlacedFile[] = []
  for (const { path, part, modifiedMs: _modified, sha256, bytes, ...media } of files) {
    const output = pathFor(instance.output, { path, ...defined({ part }) })
    const placing = preparePlacing(context, { job: job.id, key: was.key, output, ...defined({ part }) })
    const inPlace = await resumePlacing(context, placing)
    if (inPlace === undefined) {
      const copy = copyFromStore(artifacts, { sha256, path: placing.download.path })
      if (!(await untilStopped(copy, context.workSignal))) return
      await refuseForeign(context, placing)
    }
    restored.push(inPlace ?? (await placeResult(context, placing, { sha256, bytes, media })))
  }
  await job.setState({ ...was, ...placedFiles(restored) })
}
