import { lstatSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { ForeignFileError, OutputError } from '../../errors/output-errors.ts'
import { PART_FOLDER, PartFile, partName, placeFile } from '../../files/part-file.ts'
import type { MediaFacts, PlacedFile } from '../../job/job-state.ts'
import type { FileRecord } from '../../store/journal/records.ts'
import { holdsContent, isAsWritten, outputFacts } from '../../store/outputs/output-facts.ts'
import { prepareOutput } from '../../store/outputs/output-path.ts'
import type { RunContext } from '../run-context.ts'
import type { RunOptions } from '../run-options.ts'

/** A file that is about to be placed: its job, its final path, and its path until it is complete. */
export type Placing = {
  readonly job: string
  /** Idempotency key of the submission. */
  readonly key: string
  /** Final path, relative to the output folder. */
  readonly output: string
  /** Final path, absolute. */
  readonly target: string
  readonly download: PartFile
  /** What tells it from the other files of its task. */
  readonly part?: string
  /** The journal's record of the file at the final path. Only this job writes there. */
  readonly before: FileRecord | undefined
}

/** Hash, size in bytes and media facts of a complete file. */
export type Content = { readonly sha256: string; readonly bytes: number; readonly media: MediaFacts }

/**
 * Finds the paths of a result, and creates their folders.
 *
 * @throws {OutputError}
 */
export function preparePlacing(context: RunContext, { job, key, output, part }: Pick<Placing, 'job' | 'key' | 'output' | 'part'>): Placing {
  const { outputDir } = context.options.plan
  const target = prepareOutput(outputDir, output)
  const named = defined({ part })
  const name = partName({ job, key, ...named })
  prepareOutput(outputDir, `${PART_FOLDER}/${name}`)
  const download = new PartFile(join(outputDir, PART_FOLDER, name))
  return { job, key, output, target, download, ...named, before: context.journal.files.get(output) }
}

/**
 * Refuses to replace a file that somebody created or edited during the run. Earlier changes are found before the run starts.
 *
 * @throws {ForeignFileError}
 */
export async function refuseForeign({ options }: RunContext, { output, target, before: record }: Placing): Promise<void> {
  if (options.overwrite !== true && (await isForeign(options, { target, before: record })))
    throw new ForeignFileError(output, { isChanged: record !== undefined })
}

async function isForeign({ plan }: RunOptions, { target, before: record }: Pick<Placing, 'target' | 'before'>): Promise<boolean> {
  const found = outputFacts(target)
  if (found === undefined) return false
  return record === undefined || !(await isAsWritten(plan.outputDir, { record, found }))
}

/**
 * Renames the file that --overwrite replaces, because it may be the only copy.
 *
 * @throws {OutputError}
 */
function keepAside(target: string): void {
  let aside = `${target}.kept`
  for (let nth = 2; lstatSync(aside, { throwIfNoEntry: false }) !== undefined; nth += 1) aside = `${target}.kept-${nth}`
  try {
    renameSync(target, aside)
  } catch (cause) {
    throw new OutputError(aside, { cause })
  }
}

/**
 * Renames a complete partial file to its final name, and adds it to the artifact store. The journal records it before and after.
 *
 * @throws {OutputError}
 */
export async function placeResult(context: RunContext, placing: Placing, content: Content): Promise<PlacedFile> {
  const { journal, options } = context
  const { before } = placing
  const replaces = before?.state === 'placed' ? before.sha256 : before?.replaces
  const record = { ...recordOf(placing, content), ...defined({ replaces }) }
  const isKept = options.overwrite === true && (await isForeign(options, placing))
  await journal.write(() => journal.files.save(record))
  // The store only saves a later download, so an error there does not fail the job.
  await options.artifacts?.local.put(content.sha256, placing.download.path).catch(() => undefined)
  // Checked again: during the download the folder may have been deleted, or replaced by a link out of the output folder.
  prepareOutput(options.plan.outputDir, placing.output)
  if (isKept) keepAside(placing.target)
  const { modifiedMs } = await placeFile(placing.download.path, placing.target)
  placing.download.forget()
  return recordPlaced(context, { record, modifiedMs, placing })
}

/**
 * The file, if it is in its place already; one that was checked, and perhaps renamed, but not recorded as placed, is placed. Undefined if it must
 * be downloaded.
 */
export async function resumePlacing(context: RunContext, placing: Placing): Promise<PlacedFile | undefined> {
  const record = placing.before
  if (record?.submission !== placing.key) return undefined
  if (record.state === 'placed') {
    const isInPlace = await holdsContent(placing.target, record)
    return isInPlace ? fileOf(record, { modifiedMs: statSync(placing.target).mtimeMs, placing }) : undefined
  }
  if (await holdsContent(placing.download.path, record)) return placeResult(context, placing, record)
  if (!(await holdsContent(placing.target, record))) return undefined
  // The file has its final name already. The data for continuing the partial download is still there.
  placing.download.discard()
  return recordPlaced(context, { record, modifiedMs: statSync(placing.target).mtimeMs, placing })
}

function recordOf({ output, job, key }: Placing, { sha256, bytes, media }: Content): FileRecord {
  return {
    path: output,
    job,
    submission: key,
    state: 'checked',
    sha256,
    bytes,
    media,
  }
}

type Placed = { readonly record: FileRecord; readonly modifiedMs: number; readonly placing: Placing }

/** Records that a file is placed. The record is committed at the latest with the job's end. */
function recordPlaced({ journal }: RunContext, { record, modifiedMs, placing }: Placed): PlacedFile {
  const { replaces: _replaced, ...placed } = record
  journal.writeLater(() => journal.files.save({ ...placed, state: 'placed', modifiedMs }))
  return fileOf(record, { modifiedMs, placing })
}

function fileOf({ path, sha256, bytes, media }: FileRecord, { modifiedMs, placing: { part } }: Omit<Placed, 'record'>): PlacedFile {
  return { path, ...defined({ part }), sha256, bytes, modifiedMs, ...media }
}
