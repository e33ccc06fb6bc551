import { randomUUID } from 'node:crypto'
import { chmodSync, constants, mkdirSync, renameSync, rmSync } from 'node:fs'
import { chmod, copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ArtifactStoreError } from '../../errors/output-errors.ts'
import { hashFile, lookForFile, plainFiles } from '../../store/durable/plain-files.ts'
import type { ArtifactStore } from './artifact-store.ts'

/** A SHA-256 (hex), and a UUID behind it while the file is being copied. */
const ARTIFACT_NAME = /^[0-9a-f]{64}(\.[0-9a-f-]{36}\.new)?$/

/** Shares blocks if the file system can, and never overwrites a file or follows a link. */
const FRESH_COPY = constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL

/** A file of the store. */
export type Artifact = { readonly sha256: string; readonly path: string; readonly bytes: number }

/**
 * Artifacts in a folder, one file per content, named by its SHA-256.
 *
 * Copies files and makes no hard links: an edit of an output in place would change the artifact too, and the clip could no longer be
 * restored for free. On file systems that share blocks between copies (Btrfs, XFS, APFS), a copy takes no space.
 */
export function folderStore(folder: string): ArtifactStore {
  const fileOf = (sha256: string): string => join(folder, sha256)
  const isStored = (sha256: string): boolean => {
    const found = lookForFile(fileOf(sha256))
    if (found?.problem !== undefined) throw new ArtifactStoreError(fileOf(sha256), found.problem)
    return found !== undefined
  }
  return {
    has: async (sha256) => isStored(sha256),
    async put(sha256, path) {
      if (isStored(sha256)) return
      mkdirSync(folder, { recursive: true })
      // Two jobs with the same content may finish at the same time.
      const fresh = `${fileOf(sha256)}.${randomUUID()}.new`
      try {
        await copyFile(path, fresh, FRESH_COPY)
        chmodSync(fresh, 0o444)
        renameSync(fresh, fileOf(sha256))
      } catch (error) {
        rmSync(fresh, { force: true })
        throw error
      }
    },
    async get(sha256, path) {
      if (!isStored(sha256)) return false
      await rm(path, { force: true })
      await copyFile(fileOf(sha256), path, FRESH_COPY)
      // The copy has the artifact's read-only permissions.
      await chmod(path, 0o644)
      if ((await hashFile(path)) === sha256) return true
      await rm(path, { force: true })
      await rm(fileOf(sha256), { force: true })
      return false
    },
  }
}

/** All artifacts of a folder, including incomplete ones that killed processes left. */
export async function listArtifacts(folder: string): Promise<Artifact[]> {
  const found = await plainFiles(folder, ARTIFACT_NAME)
  return found.map(({ name, path, bytes }) => ({ sha256: name, path, bytes }))
}
