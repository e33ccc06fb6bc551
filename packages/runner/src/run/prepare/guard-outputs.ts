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
  /** Whether such files are moved aside; one in the place of a folder is not. */
  readonly overwrite: boolean
}

/** A file that keeps a job waiting. `isChanged`: it was Shotlist's, and was worked on since. */
export type ForeignFile = { readonly isChanged: boolean; readonly error: ForeignFileError }

/**
 * Finds, before anything is paid for, the jobs that would replace what Shotlist did not write: a file of somebody else's, or a clip that was
 * worked on since. By id of the instance. One such file keeps no other job from its work.
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

/** What stands in the place of one of a path's folders, and is none. */
function fileAmongFolders(outputDir: string, path: string): string | undefined {
  const segments = path.split('/').slice(0, -1)
  for (const depth of segments.keys()) {
    const folder = segments.slice(0, depth + 1).join('/')
    const place = join(outputDir, folder)
    // (A link that leads nowhere is there, and no folder can be made in its place.)
    const found = outputFacts(place) ?? lstatSync(place, { throwIfNoEntry: false })
    if (found === undefined) return undefined
    if (!found.isDirectory()) return folder
  }
  return undefined
}

const WRITES: ReadonlySet<Assessment['action']> = new Set(['submit', 'resume', 'restore'])

/** What the lockfile says of a file. */
type Locked = { readonly job: string; readonly entry: LockEntry }

/** A file that this state folder does not know, but the lockfile does: a fresh clone's. From now on it is known. */
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
