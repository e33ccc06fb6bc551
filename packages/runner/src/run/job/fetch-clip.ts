import { isMasked } from '@shotlist/core'
import type { OutputRule, ProviderTable } from '@shotlist/core/contract'
import { DownloadError, OtherContentError } from '../../errors/output-errors.ts'
import { RETRIES, WAITS } from '../../errors/retries.ts'
import { fileFetch } from '../../files/connections/pooled-fetch.ts'
import { downloadFile } from '../../files/download-file.ts'
import { DownloadLimit } from '../../files/download-limit.ts'
import type { MediaKind } from '../../files/inspect-media.ts'
import type { PartFile } from '../../files/part-file.ts'
import { inspectApart } from '../../files/probe-output.ts'
import { failureOf } from '../../job/failure.ts'
import type { Outputs, PlacedFile, StateOf } from '../../job/job-state.ts'
import type { JobEnd } from './job-end.ts'
import type { JobRun } from './job-run.ts'
import { isKept, keptContent } from './keep-answer.ts'
import { type Content, type Placing, placeResult, preparePlacing, refuseForeign, resumePlacing } from './place-result.ts'
import { reportFailure } from './report-end.ts'
import { earlierOwner, markSharedUncertain } from './shared-task.ts'

/** How many clips may wait for a download without a slot. */
const MAX_WAITING_DOWNLOADS = 64

/**
 * Downloads a finished task's file. The file gets its final name only when it is complete, checked and flushed. The job releases its slot,
 * because the task has ended at the provider; but if many clips wait for a download, it keeps the slot until its own download starts, so
 * that no more is rendered than can be fetched before the URLs expire. A failure does not change the job's state: the next run fetches the
 * paid clip. Returns a `DownloadError` if another URL of the same file may work.
 */
export async function fetchClip(job: JobRun, state: StateOf<'fetching'>): Promise<JobEnd | DownloadError | undefined> {
  const { downloads, workSignal } = job.context
  const { output } = job.instance
  if (output === undefined || downloads.pendingCount < MAX_WAITING_DOWNLOADS) job.releaseSlot()
  try {
    if (output === undefined) {
      requireOutputs(job.session.table, job.instance.operation, state.outputs)
      await job.apply({ type: 'placed' })
      return undefined
    }
    const fetched = await downloads(() => {
      job.releaseSlot()
      return fetchFile(job, { state, output })
    })
    const owner = 'content' in fetched ? earlierOwner(job, state, fetched.content.sha256) : undefined
    if ('content' in fetched && owner !== undefined) {
      fetched.placing.part.discard()
      return await markSharedUncertain(job, state, owner)
    }
    // The file is placed outside the download limit, so that the next download can start.
    const file = 'content' in fetched ? await place(job, fetched) : fetched
    await job.apply({ type: 'placed', file })
    return undefined
  } catch (error) {
    workSignal.throwIfAborted()
    if (error instanceof DownloadError) return error
    return reportFailure(job, failureOf(error), { resumable: true })
  }
}

type Wanted = { readonly state: StateOf<'fetching'>; readonly output: string }

type Fetched = { readonly placing: Placing; readonly content: Content }

/** Downloads the file, unless an earlier run already downloaded and checked it. */
async function fetchFile(job: JobRun, { state, output }: Wanted): Promise<PlacedFile | Fetched> {
  const { context, session, instance } = job
  context.workSignal.throwIfAborted()
  const result = resultFile(session.table, instance.operation, state.outputs)
  const placing = preparePlacing(context, { job: job.id, key: state.key, output })
  const finished = await resumePlacing(context, placing)
  if (finished !== undefined) return finished
  await refuseForeign(context, placing)
  if (isKept(result.url)) return { placing, content: await keptContent(placing.part, result) }
  context.emit({ event: 'job.state', job: job.id, state: 'downloading' })
  const content = await fetchChecked(job, { result, part: placing.part })
  checkRestored(job, { content, part: placing.part })
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
function checkRestored(job: JobRun, { content, part }: { content: Content; part: PartFile }): void {
  const { context, start, session, id } = job
  const wanted = job.isRestoring ? start.was?.file?.sha256 : undefined
  if (wanted === undefined || wanted === content.sha256) return
  const error = new OtherContentError(session.table.title, { wanted, found: content.sha256 })
  if (!context.options.pull) return context.emit({ event: 'run.warning', code: 'other-content', message: `${id}: ${error.message}` })
  part.discard()
  throw error
}

/** The file of a finished task. */
type ResultFile = { readonly output: string; readonly url: string; readonly kind: MediaKind }

/**
 * Selects the file that a job downloads: the operation's first output with a file, or the next of the same kind. A preview image does not
 * replace a clip.
 *
 * @throws {DownloadError} if the finished task has no file, or its address cannot be used. The paid task is not rendered again for that,
 * because the provider may provide the file later.
 */
function resultFile(table: ProviderTable, operation: string, outputs: Outputs): ResultFile {
  let kind: MediaKind | undefined
  for (const [name, { type }] of Object.entries(outputRules(table, operation))) {
    if (type !== 'video' && type !== 'image' && type !== 'audio') continue
    kind ??= type
    const url = outputs[name]
    if (type !== kind || typeof url !== 'string' || url === '') continue
    if (isMasked(url)) throw new DownloadError('refused', `the address that ${table.title} gives repeats a key, and is not used: ${name}`)
    return { output: name, url, kind }
  }
  throw new DownloadError('missing', `${table.title} reports that the task succeeded, but gives no file`)
}

/** Checks that a finished task without a file has at least one output. @throws {DownloadError} */
function requireOutputs(table: ProviderTable, operation: string, outputs: Outputs): void {
  if (Object.keys(outputs).length > 0 || Object.keys(outputRules(table, operation)).length === 0) return
  throw new DownloadError('missing', `${table.title} reports that the task succeeded, but gives no result`)
}

function outputRules(table: ProviderTable, operation: string): Readonly<Record<string, OutputRule>> {
  const { starts, outputs: own } = table.operations[operation] ?? { outputs: {} }
  return starts === undefined ? own : (table.tasks[starts]?.outputs ?? {})
}
