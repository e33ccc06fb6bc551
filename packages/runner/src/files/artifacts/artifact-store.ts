import type { LockEntry } from '../../store/lockfile.ts'
import { folderStore } from './folder-store.ts'

/** Keeps finished files by their content, so that a deleted clip can be restored without its provider. */
export type ArtifactStore = {
  /** Whether it holds this content. @throws {ArtifactStoreError} if it cannot tell */
  has(sha256: string): Promise<boolean>
  /** Keeps a copy of a file whose content has this SHA-256 (hex). Does not write content that it holds already. */
  put(sha256: string, path: string): Promise<void>
  /**
   * Writes the content to `path`, checked by its hash. Returns false if the store does not hold it, or holds content that no longer matches
   * its hash.
   */
  get(sha256: string, path: string): Promise<boolean>
}

/**
 * Lockfile entries that machines share, by fingerprint. A machine whose lockfile does not have a clip yet, because another pipeline
 * rendered it, need not render it again.
 */
export type RenderRecords = {
  /** Undefined if it was never rendered. @throws {ArtifactStoreError} if the store cannot tell */
  find(fingerprint: string): Promise<LockEntry | undefined>
  keep(entry: LockEntry): Promise<void>
}

/** Caches the responses of `find`. */
export function rememberedRecords(records: RenderRecords): RenderRecords {
  const asked = new Map<string, Promise<LockEntry | undefined>>()
  return {
    keep: (entry) => records.keep(entry),
    find(fingerprint) {
      const known = asked.get(fingerprint) ?? records.find(fingerprint)
      asked.set(fingerprint, known)
      return known
    },
  }
}

/** A store that several machines use. */
export type SharedStore = {
  /** Its address without secrets. The same name means the same store. */
  readonly name: string
  readonly store: ArtifactStore
  readonly renders: RenderRecords
}

/** The stores of a run. */
export type Artifacts = {
  /** Beside the journal. */
  readonly local: ArtifactStore
  readonly shared?: SharedStore
  /** The local store, then the shared one. */
  readonly all: ArtifactStore
}

/** Opens the stores of a run. @param folder of the local store; it is created with the first file */
export function openArtifacts(folder: string, shared?: SharedStore): Artifacts {
  const local = folderStore(folder)
  return shared === undefined ? { local, all: local } : { local, shared, all: layeredStore(local, shared.store) }
}

/** A store that reads from the near one first, and keeps there what it fetches from the far one. */
export function layeredStore(near: ArtifactStore, far: ArtifactStore): ArtifactStore {
  return {
    has: async (sha256) => (await near.has(sha256)) || far.has(sha256),
    async put(sha256, path) {
      await near.put(sha256, path)
      await far.put(sha256, path)
    },
    async get(sha256, path) {
      if (await near.get(sha256, path)) return true
      if (!(await far.get(sha256, path))) return false
      // The file is fetched. An error here only costs time later.
      await near.put(sha256, path).catch(() => undefined)
      return true
    },
  }
}
