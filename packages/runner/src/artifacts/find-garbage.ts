import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { References } from '../journal/references.ts'
import { type Lockfile, readLockfile } from '../state/lockfile.ts'
import { PART_FOLDER, PART_NAME, partName } from '../transfer/part-name.ts'
import { type Artifact, listArtifacts } from './folder-store.ts'

/** A file that nothing needs. */
export type Garbage = { readonly kind: 'artifact' | 'part'; readonly path: string; readonly bytes: number }

export type GarbagePlaces = {
  /** Folder of the artifact store. */
  readonly artifacts: string
  readonly outputDir: string
  /** Folder of the manifest: every lockfile in it counts. */
  readonly root: string
}

/**
 * Artifacts that neither a lockfile nor the journal refers to, and half downloads that no job will go on with. What cannot be read refers to
 * everything: then nothing is garbage.
 *
 * @throws {LockfileError}
 */
export async function findGarbage({ artifacts, outputDir, root }: GarbagePlaces, references: References): Promise<Garbage[]> {
  const needed = new Set(references.contents)
  for (const { jobs } of await lockfilesIn(root)) for (const { sha256 } of Object.values(jobs)) if (sha256 !== undefined) needed.add(sha256)
  const stored = await listArtifacts(artifacts)
  const parts = await listParts(join(outputDir, PART_FOLDER), references)
  return [...stored.filter(({ sha256 }) => !needed.has(sha256)).map(asGarbage), ...parts]
}

const asGarbage = ({ path, bytes }: Artifact): Garbage => ({ kind: 'artifact', path, bytes })

async function lockfilesIn(root: string): Promise<Lockfile[]> {
  const names = await readdir(root)
  return names.filter((name) => name.endsWith('.lock.yaml')).map((name) => readLockfile(join(root, name)))
}

async function listParts(folder: string, { unfinished }: References): Promise<Garbage[]> {
  const names = await readdir(folder).catch(() => [])
  const needed = new Set(unfinished.map(partName))
  const left = names.filter((name) => PART_NAME.test(name) && !needed.has(name.replace(/\.json$/, '')))
  return Promise.all(
    left.map(async (name) => ({ kind: 'part' as const, path: join(folder, name), bytes: (await stat(join(folder, name))).size })),
  )
}
