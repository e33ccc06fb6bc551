import type { LockEntry } from '../../store/lockfile.ts'
import { folderStore } from './folder-store.ts'

/** Where finished files are kept by their content, so that one that is gone can be had again without asking its provider. */
export type ArtifactStore = {
  /** Whether it holds this content. @throws {ArtifactStoreError} it cannot tell */
  has(sha256: string): Promise<boolean>
  /** Keeps a copy of a file whose content has this hash (hex). Content that is there already is not written again. */
  put(sha256: string, path: string): Promise<void>
  /**
   * Writes the content to `path`, checked by its hash. Returns whether it did: what is not there, or no longer what its name says, is not
   * to be had.
   */
  get(sha256: string, path: string): Promise<boolean>
}

/**
 * What machines tell each other of renders: what a lockfile would say of them, by fingerprint. A machine whose lockfile does not know a clip
 * yet, as another pipeline's, need not render it again.
 */
export type RenderRecords = {
  /** Undefined where it was never rendered. @throws {ArtifactStoreError} the store does not say */
  find(fingerprint: string): Promise<LockEntry | undefined>
  keep(entry: LockEntry): Promise<void>
}

/** Records that are asked for once each. */
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
  /** Where it is, without anything secret: the same name is the same store. */
  readonly name: string
  readonly store: ArtifactStore
  readonly renders: RenderRecords
}

/** The stores of a run. */
export type Artifacts = {
  /** Beside the journal. */
  readonly local: ArtifactStore
  readonly shared?: SharedStore
  /** Both, the nearer one first. */
  readonly all: ArtifactStore
}

/** @param folder of the local store; it is made when the first file is kept */
export function openArtifacts(folder: string, shared?: SharedStore): Artifacts {
  const local = folderStore(folder)
  return shared === undefined ? { local, all: local } : { local, shared, all: layeredStore(local, shared.store) }
}

/** A store that asks the nearer one first, and keeps there what it had to fetch from the farther one. */
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
      // It is there; that it is not kept nearer as well costs no more than time.
      await near.put(sha256, path).catch(() => undefined)
      return true
    },
  }
}
