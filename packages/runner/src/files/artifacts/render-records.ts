import type { LockEntry } from '../../store/lockfile.ts'

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
