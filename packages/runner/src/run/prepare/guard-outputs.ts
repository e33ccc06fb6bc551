import { lstatSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import { ForeignFileError } from '../../errors/output-errors.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { FileRecord } from '../../store/journal/records.ts'
import type { LockEntry, Lockfile } from '../../store/lockfile.ts'
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
  const inTheWay = guard.plan.instances.flatMap(({ id, output }) => {
    if (output === undefined || !WRITES.has(guard.assessments.get(id)?.action ?? 'submit')) return []
    const below = fileAmongFolders(guard.plan.outputDir, output)
    if (below !== undefined) {
      foreign.set(id, { isChanged: false, error: new ForeignFileError(below, { isFolder: true }) })
      return []
    }
    if (guard.overwrite) return []
    const found = outputFacts(join(guard.plan.outputDir, ...output.split('/')))
    return found === undefined ? [] : [{ job: id, path: output, found }]
  })
  if (inTheWay.length === 0) return foreign
  const ours = guard.journal.files.all()
  const locked = new Map(Object.entries(guard.lockfile.content.jobs).map(([job, entry]) => [entry.output, { job, entry }]))
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

/** The lockfile's entry for a file, and its job. */
type Locked = { readonly job: string; readonly entry: LockEntry }

/** Records a file that only the lockfile knows, as in a fresh clone. Undefined if the lockfile does not know it, or its size differs. */
async function adopted(
  journal: Journal,
  { locked, path, found }: { readonly locked: Locked | undefined; readonly path: string; readonly found: Stats },
): Promise<FileRecord | undefined> {
  if (locked === undefined) return undefined
  const { job, entry } = locked
  if (entry.sha256 === undefined || entry.bytes === undefined || found.size !== entry.bytes) return undefined
  const { key: submission, sha256, bytes } = entry
  const record: FileRecord = { path, job, submission, state: 'placed', sha256, bytes, media: {} }
  await journal.write(() => journal.files.save(record))
  return record
}
