import type { ArtifactStore } from './artifact-store.ts'
import { folderStore } from './folder-store.ts'
import { layeredStore } from './layered-store.ts'
import type { RenderRecords } from './render-records.ts'

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
