import { defined } from '@shotlist/codegen/defined'
import { DownloadError, OtherContentError } from '../../errors/output-errors.ts'
import { RETRIES, WAITS } from '../../errors/retries.ts'
import { fileFetch } from '../../files/connections/pooled-fetch.ts'
import { downloadFile } from '../../files/download-file.ts'
import { DownloadLimit } from '../../files/download-limit.ts'
import type { PartFile } from '../../files/part-file.ts'
import { inspectApart } from '../../files/probe-output.ts'
import { failureOf } from '../../job/failure.ts'
import { allFiles, type PlacedFile, placedFiles, type StateOf } from '../../job/job-state.ts'
import type { JobEnd } from './job-end.ts'
import type { JobRun } from './job-run.ts'
import { isKept, keptContent } from './keep-answer.ts'
import { type Content, type Placing, placeResult, preparePlacing, refuseForeign, resumePlacing } from './place-result.ts'
import { reportFailure } from './report-end.ts'
import { type ResultFile, requireOutputs, resultFiles } from './result-files.ts'
import { earlierOwner, markSharedUncertain } from './shared-task.ts'

/** How many clips may wait for a download without a slot. */
const MAX_WAITING_DOWNLOADS = 64

/**
 * Downloads the files of a finished task, one after another. A file gets its final name only when it is complete, checked and flushed, and the
 * job is done when it has all of them. The job releases its slot, because the task has ended at the provider; but if many clips wait for a
 * download, it keeps the slot until its own download starts, so that no more is rendered than can be fetched before the URLs expire. A failure
 * does not change the job's state: the next run fetches the files that are missing. Returns a `DownloadError` if another URL may work.
 */
export async function fetchClip(job: JobRun, state: StateOf<'fetching'>): Promise<JobEnd | DownloadError | undefined> {
  const { context } = job
  const { downloads, workSignal } = context
  const { operation, output } = job.instance
  const { table } = job.session
  if (output === undefined || downloads.pendingCount < MAX_WAITING_DOWNLOADS) job.releaseSlot()
  try {
    if (output === undefined) {
      requireOutputs(table, operation, state.outputs)
      await job.apply({ type: 'placed' })
      return undefined
    }
    const files: PlacedFile[] = []
    let isReported = false
    const reportDownload = (): void => {
      if (!isReported) context.emit({ event: 'job.state', job: job.id, state: 'downloading' })
      isReported = true
    }
    for (const result of resultFiles({ table, operation, outputs: state.outputs }, output)) {
      const fetched = await downloads(() => {
        job.releaseSlot()
        return fetchFile(job, { state, result, reportDownload })
      })
      const owner = files.length === 0 && 'content' in fetched ? earlierOwner(job, state, fetched.content.sha256) : undefined
      if ('content' in fetched && owner !== undefined) {
        fetched.placing.download.discard()
        return await markSharedUncertain(job, state, owner)
      }
      // The file is placed outside the download limit, so that the next download can start.
      files.push('content' in fetched ? await place(job, fetched) : fetched)
      // The next file has the whole time again.
      job.downloadLimit?.end()
      job.downloadLimit = undefined
    }
    await job.apply({ type: 'placed', ...placedFiles(files) })
    return undefined
  } catch (error) {
    workSignal.throwIfAborted()
    if (error instanceof DownloadError) return error
    return reportFailure(job, failureOf(error), { resumable: true })
  }
}

type Wanted = { readonly state: StateOf<'fetching'>; readonly result: ResultFile; readonly reportDownload: () => void }

type Fetched = { readonly placing: Placing; readonly content: Content }

/** Downloads a file, unless it was downloaded and checked before. */
async function fetchFile(job: JobRun, { state, result, reportDownload }: Wanted): Promise<PlacedFile | Fetched> {
  const { context } = job
  context.workSignal.throwIfAborted()
  const placing = preparePlacing(context, { job: job.id, key: state.key, output: result.path, ...defined({ part: result.part }) })
  const finished = await resumePlacing(context, placing)
  if (finished !== undefined) return finished
  await refuseForeign(context, placing)
  if (isKept(result.url)) return { placing, content: await keptContent(placing.download, result) }
  reportDownload()
  const content = await fetchChecked(job, { result, part: placing.download })
  checkRestored(job, { content, placing })
  return { placing, content }
}

async function place({ context }: JobRun, { placing, content }: Fetched): Promise<PlacedFile> {
  // Checked again, because the file may have appeared during the download.
  await refuseForeign(context, placing)
  return placeResult(context, placing, content)
}

/** Downloads and checks a file. A file that fails the check is downloaded again from the beginning. */
async function fetchChecked(job: JobRun, { result, part }: { result: ResultFile; part: PartFile }): Promise<Content> {
  const { session, instance } = job
  const { workSignal, options, clock } = job.context
  job.downloadLimit ??= new DownloadLimit({ clock, owner: workSignal, limitMs: Math.max(instance.timeoutMs, WAITS.download.leastMs) })
  for (let nth = 1; ; nth += 1) {
    const { content, ...written } = await downloadFile(result.url, part, {
      signal: job.downloadLimit.signal,
      fetch: session.client.outputFetch(
        instance.operation,
        result.output,
        options.fetch ?? fileFetch({ inside: await session.isInside() }),
      ),
    })
    try {
      return { ...written, media: await inspectApart({ path: part.path, kind: result.kind, content }) }
    } catch (error) {
      if (error instanceof DownloadError && error.reason === 'uninspected') {
        throw new DownloadError('uninspected', `${error.message}. The download is kept as ${part.path}`, error)
      }
      part.discard()
      if (nth >= RETRIES.brokenFile) throw error
    }
  }
}

/** Compares a restored file with the recorded hash. A difference is a warning in a run, and an error in `pull`. */
function checkRestored(job: JobRun, { content, placing }: Fetched): void {
  const { context, start, session, id } = job
  const before = job.isRestoring && start.was !== undefined ? allFiles(start.was) : []
  const wanted = before.find(({ part }) => part === placing.part)?.sha256
  if (wanted === undefined || wanted === content.sha256) return
  const error = new OtherContentError(session.table.title, { wanted, found: content.sha256 })
  if (!context.options.pull) return context.emit({ event: 'run.warning', code: 'other-content', message: `${id}: ${error.message}` })
  placing.download.discard()
  throw error
}
