import { existsSync, lstatSync, readdirSync, type Stats } from 'node:fs'
import { join, posix } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { ForeignFileError } from '../../errors/output-errors.ts'
import { hasParts, isPartOf } from '../../plan/outputs/output-names.ts'
import type { JobInstance, Plan } from '../../plan/plan.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { FileRecord } from '../../store/journal/records.ts'
import { type LockedFile, type Lockfile, lockedFiles } from '../../store/lockfile.ts'
import { isAsWritten, outputFacts } from '../../store/outputs/output-facts.ts'
import type { Assessment } from './assessment.ts'

export type OutputGuard = {
  readonly plan: Plan
  readonly journal: Journal
  readonly lockfile: { readonly content: Lockfile }
  readonly assessments: ReadonlyMap<string, Assessment>
  /** Whether foreign files are moved aside. A file in the place of a folder is not. */
  readonly overwrite: boolean
}

/** A file that blocks a job. `isChanged`: Shotlist wrote it, and it was edited since. */
export type ForeignFile = { readonly isChanged: boolean; readonly error: ForeignFileError }

/**
 * Finds, before anything is paid for, the jobs that would replace a file that Shotlist did not write, or a clip that was edited since. By id
 * of the instance: each file blocks only its own job.
 */
export async function guardOutputs(guard: OutputGuard): Promise<Map<string, ForeignFile>> {
  const foreign = new Map<string, ForeignFile>()
  const inFolder = listedFolders(guard.plan.outputDir)
  const inTheWay = guard.plan.instances.flatMap((instance) => {
    const { id, output } = instance
    if (output === undefined || !WRITES.has(guard.assessments.get(id)?.action ?? 'submit')) return []
    const below = fileAmongFolders(guard.plan.outputDir, output)
    if (below !== undefined) {
      foreign.set(id, { isChanged: false, error: new ForeignFileError(below, { isFolder: true }) })
      return []
    }
    if (guard.overwrite) return []
    return [output, ...partsIn(instance, { guard, inFolder })].flatMap((path) => {
      const found = outputFacts(join(guard.plan.outputDir, ...path.split('/')))
      return found === undefined ? [] : [{ job: id, path, found }]
    })
  })
  if (inTheWay.length === 0) return foreign
  const ours = guard.journal.files.all()
  const locked = new Map(
    Object.entries(guard.lockfile.content.jobs).flatMap(([job, entry]) =>
      lockedFiles(entry).map((file) => [file.output, { job, key: entry.key, file }] as const),
    ),
  )
  for (const { job, path, found } of inTheWay) {
    const record = ours.get(path) ?? (await adopted(guard.journal, { locked: locked.get(path), path, found }))
    if (record !== undefined && (await isAsWritten(guard.plan.outputDir, { record, found }))) continue
    const isChanged = record !== undefined || locked.get(path)?.job === job
    foreign.set(job, { isChanged, error: new ForeignFileError(path, { isChanged }) })
  }
  return foreign
}

/** The first part of a path that must be a folder and is something else; undefined if all are folders or do not exist yet. */
function fileAmongFolders(outputDir: string, path: string): string | undefined {
  const segments = path.split('/').slice(0, -1)
  for (const depth of segments.keys()) {
    const folder = segments.slice(0, depth + 1).join('/')
    const place = join(outputDir, folder)
    // `outputFacts` finds nothing at a broken link, but no folder can be made in its place.
    const found = outputFacts(place) ?? lstatSync(place, { throwIfNoEntry: false })
    if (found === undefined) return undefined
    if (!found.isDirectory()) return folder
  }
  return undefined
}

const WRITES: ReadonlySet<Assessment['action']> = new Set(['submit', 'resume', 'restore'])

/** The files that exist where a job may put further files of its task. */
function partsIn(
  { provider, operation, output = '' }: JobInstance,
  { guard, inFolder }: { guard: OutputGuard; inFolder: Listing },
): readonly string[] {
  const table = guard.plan.providers[provider]?.model.table
  const { starts = '', outputs = {} } = table?.operations[operation] ?? {}
  const rules = table?.tasks[starts]?.outputs ?? outputs
  return hasParts(rules) ? inFolder(posix.dirname(output)).filter((path) => isPartOf(path, output, rules)) : []
}

/** Lists the paths in a folder below the output folder. */
type Listing = (folder: string) => readonly string[]

function listedFolders(outputDir: string): Listing {
  const listed = new Map<string, readonly string[]>()
  return (folder) => {
    const place = join(outputDir, ...folder.split('/'))
    const paths = listed.get(folder) ?? (existsSync(place) ? readdirSync(place) : []).map((name) => posix.join(folder, name))
    listed.set(folder, paths)
    return paths
  }
}

/** A file in the lockfile, its job, and the key of that job's submission. */
type Locked = { readonly job: string; readonly key: string; readonly file: LockedFile }

/** Records a file that only the lockfile knows, as in a fresh clone. Undefined if the lockfile does not know it, or its size differs. */
async function adopted(
  journal: Journal,
  { locked, path, found }: { readonly locked: Locked | undefined; readonly path: string; readonly found: Stats },
): Promise<FileRecord | undefined> {
  if (locked === undefined) return undefined
  const { job, key: submission, file } = locked
  const { sha256, bytes, width, height, seconds } = file
  if (bytes === undefined || found.size !== bytes) return undefined
  const media = defined({ width, height, seconds })
  const record: FileRecord = { path, job, submission, state: 'placed', sha256, bytes, media }
  await journal.write(() => journal.files.save(record))
  return record
}
