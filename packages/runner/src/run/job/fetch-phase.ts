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
import { type Content, finishPlacing, type Placing, placeResult, refuseForeign, startPlacing } from './place-result.ts'
import { reportFailure } from './report-end.ts'
import { earlierOwner, markSharedUncertain } from './shared-task.ts'

/** Clips that may wait for a download without a slot. */
const MAX_WAITING_DOWNLOADS = 64

/**
 * Brings a finished task's file home, under its final name only when it is whole, checked and flushed. Holds no slot, because for the provider
 * the task is over; only where many wait for a download already, it keeps its slot until its own begins: what is rendered faster than it can
 * be fetched takes room, and its URL expires. A failure leaves the job as it is, so that the next run fetches what was paid for. Returns the
 * error where it is the URL that does not work, for there may be another.
 */
export async function fetchPhase(job: JobRun, state: StateOf<'fetching'>): Promise<JobEnd | DownloadError | undefined> {
  const { downloads, working } = job.context
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
    // What waits for the disk need not keep others from the line.
    const file = 'content' in fetched ? await place(job, fetched) : fetched
    await job.apply({ type: 'placed', file })
    return undefined
  } catch (error) {
    working.throwIfAborted()
    if (error instanceof DownloadError) return error
    return reportFailure(job, failureOf(error), { resumable: true })
  }
}

type Wanted = { readonly state: StateOf<'fetching'>; readonly output: string }

type Fetched = { readonly placing: Placing; readonly content: Content }

/** Downloads a file, unless it is in its place already. */
async function fetchFile(job: JobRun, { state, output }: Wanted): Promise<PlacedFile | Fetched> {
  const { context, session, instance } = job
  context.working.throwIfAborted()
  const result = resultFile(session.table, instance.operation, state.outputs)
  const placing = startPlacing(context, { job: job.id, key: state.key, output })
  const finished = await finishPlacing(context, placing)
  if (finished !== undefined) return finished
  await refuseForeign(context, placing)
  context.emit({ event: 'job.state', job: job.id, state: 'downloading' })
  const content = await fetchChecked(job, { result, part: placing.part })
  checkRestored(job, { content, part: placing.part })
  return { placing, content }
}

async function place({ context }: JobRun, { placing, content }: Fetched): Promise<PlacedFile> {
  // Once more: a download takes its time.
  await refuseForeign(context, placing)
  return placeResult(context, placing, content)
}

/** Downloads and checks; what is not what it should be is fetched again from the beginning. */
async function fetchChecked(job: JobRun, { result, part }: { result: ResultFile; part: PartFile }): Promise<Content> {
  const { working: owner, options, clock } = job.context
  job.downloading ??= new DownloadLimit({ clock, owner, limitMs: Math.max(job.instance.timeoutMs, WAITS.download.leastMs) })
  for (let nth = 1; ; nth += 1) {
    const { content, ...written } = await downloadFile(result.url, part, {
      signal: job.downloading.signal,
      fetch: options.fetch ?? fileFetch({ inside: await job.session.isInside() }),
    })
    try {
      return { ...written, media: await inspectApart({ path: part.path, kind: result.kind, content }) }
    } catch (error) {
      if (error instanceof DownloadError && error.reason === 'uninspected') {
        throw new DownloadError('uninspected', `${error.message}. It lies in ${part.path}`, error)
      }
      part.discard()
      if (nth >= RETRIES.brokenFile) throw error
    }
  }
}

/** What is had back should be what it was; what is pulled must be what the lockfile proves. */
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
type ResultFile = { readonly url: string; readonly kind: MediaKind }

/**
 * The file a job downloads: the first output of the operation that is one, or another of the same kind: a clip's picture is no clip.
 *
 * @throws {DownloadError} the finished task has none, or one whose address cannot be used. It was paid for, and is not rendered again for that: the
 * provider may give the file later.
 */
function resultFile(table: ProviderTable, operation: string, outputs: Outputs): ResultFile {
  let kind: MediaKind | undefined
  for (const [name, { type }] of Object.entries(outputRules(table, operation))) {
    if (type !== 'video' && type !== 'image' && type !== 'audio') continue
    kind ??= type
    const url = outputs[name]
    if (type !== kind || typeof url !== 'string' || url === '') continue
    if (isMasked(url)) throw new DownloadError('refused', `the address that ${table.title} gives repeats a key, and is not used: ${name}`)
    return { url, kind }
  }
  throw new DownloadError('missing', `${table.title} says the task has succeeded, and gives no file`)
}

/** @throws {DownloadError} a finished task that makes no file has none of its other outputs either */
function requireOutputs(table: ProviderTable, operation: string, outputs: Outputs): void {
  if (Object.keys(outputs).length > 0 || Object.keys(outputRules(table, operation)).length === 0) return
  throw new DownloadError('missing', `${table.title} says the task has succeeded, and gives no result`)
}

function outputRules(table: ProviderTable, operation: string): Readonly<Record<string, OutputRule>> {
  const { starts, outputs: own } = table.operations[operation] ?? { outputs: {} }
  return starts === undefined ? own : (table.tasks[starts]?.outputs ?? {})
}
