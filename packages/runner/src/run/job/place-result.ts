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

/** A result on its way to its place: whose it is, where it goes, and where it lies until it is whole. */
export type Placing = {
  readonly job: string
  /** Key of the submission. */
  readonly key: string
  /** Below the output folder. */
  readonly output: string
  /** Absolute. */
  readonly target: string
  readonly part: PartFile
  /** What was written down of the file that has its place; nobody else writes there meanwhile. */
  readonly before: FileRecord | undefined
}

/** What a whole file holds. */
export type Content = { readonly sha256: string; readonly bytes: number; readonly media: MediaFacts }

/**
 * Makes the folders that a result needs.
 *
 * @throws {OutputError}
 */
export function startPlacing(context: RunContext, { job, key, output }: Pick<Placing, 'job' | 'key' | 'output'>): Placing {
  const { outputDir } = context.options.plan
  const target = prepareOutput(outputDir, output)
  const name = partName({ job, key })
  prepareOutput(outputDir, `${PART_FOLDER}/${name}`)
  const part = new PartFile(join(outputDir, PART_FOLDER, name))
  return { job, key, output, target, part, before: context.journal.files.get(output) }
}

/**
 * Refuses to replace what somebody else put there, or worked on, while the run went on: when it began, nobody had.
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
 * What --overwrite replaces stays beside the clip: nobody else may have it.
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
 * Gives a whole part its name: written down before and after, and kept in the artifact store.
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
  // Kept to spare the provider a question later: where it cannot be, the clip is no worse for it.
  await options.artifacts?.local.put(content.sha256, placing.part.path).catch(() => undefined)
  // Looked at again: a link that leads out may have been made while the file was on its way, or the folder may be gone.
  prepareOutput(options.plan.outputDir, placing.output)
  if (isKept) keepAside(placing.target)
  const { modifiedMs } = await placeFile(placing.part.path, placing.target)
  placing.part.forget()
  return recordPlaced(context, record, modifiedMs)
}

/** Ends what an earlier run began: the file was checked, and perhaps renamed, but that was not written down. */
export async function finishPlacing(context: RunContext, placing: Placing): Promise<PlacedFile | undefined> {
  const record = placing.before
  if (record?.state !== 'checked' || record.submission !== placing.key) return undefined
  if (await holdsContent(placing.part.path, record)) return placeResult(context, placing, record)
  if (!(await holdsContent(placing.target, record))) return undefined
  // It was renamed; what is needed to go on with a half download lay beside it.
  placing.part.discard()
  return recordPlaced(context, record, statSync(placing.target).mtimeMs)
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

/** Written together with the job's end, which comes next. */
function recordPlaced({ journal }: RunContext, record: FileRecord, modifiedMs: number): PlacedFile {
  const { replaces: _replaced, ...placed } = record
  journal.note(() => journal.files.save({ ...placed, state: 'placed', modifiedMs }))
  return { path: record.path, sha256: record.sha256, bytes: record.bytes, modifiedMs, ...record.media }
}
