import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { plainFiles } from '../../store/durable/plain-files.ts'
import type { References } from '../../store/journal/references.ts'
import { type Lockfile, lockedFiles } from '../../store/lockfile.ts'
import { readLockfile } from '../../store/lockfile-io.ts'
import { downloadName, isDownloadOf, PART_FOLDER, PART_NAME } from '../part-file.ts'
import { type Artifact, listArtifacts } from './folder-store.ts'

/** A file that is no longer needed. */
export type Garbage = { readonly kind: 'artifact' | 'part'; readonly path: string; readonly bytes: number }

export type GarbagePlaces = {
  /** Folder of the artifact store. */
  readonly artifacts: string
  readonly outputDir: string
  /** Folder of the manifest. All lockfiles in it are read. */
  readonly root: string
}

/**
 * Artifacts that neither a lockfile nor the journal refers to, and partial downloads that no job will continue. Throws if a lockfile cannot
 * be read, because it may refer to any artifact.
 *
 * @throws {LockfileError} if a lockfile cannot be read
 */
export async function findGarbage({ artifacts, outputDir, root }: GarbagePlaces, references: References): Promise<Garbage[]> {
  const needed = new Set(references.contents)
  for (const { jobs } of await lockfilesIn(root))
    for (const entry of Object.values(jobs)) for (const { sha256 } of lockedFiles(entry)) needed.add(sha256)
  const stored = await listArtifacts(artifacts)
  const parts = await listParts(join(outputDir, PART_FOLDER), references)
  return [...stored.filter(({ sha256 }) => !needed.has(sha256)).map(asGarbage), ...parts]
}

function asGarbage({ path, bytes }: Artifact): Garbage {
  return { kind: 'artifact', path, bytes }
}

async function lockfilesIn(root: string): Promise<Lockfile[]> {
  const names = await readdir(root)
  return names.filter((name) => name.endsWith('.lock.yaml')).map((name) => readLockfile(join(root, name)))
}

async function listParts(folder: string, { unfinished }: References): Promise<Garbage[]> {
  const needed = new Set(unfinished.map(downloadName))
  const found = await plainFiles(folder, PART_NAME)
  return found.filter(({ name }) => !isDownloadOf(name, needed)).map(({ path, bytes }) => ({ kind: 'part', path, bytes }))
}
