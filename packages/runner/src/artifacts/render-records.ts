import type { LockEntry } from '../state/lockfile.ts'

/**
 * What machines tell each other of renders: what a lockfile would say of them, by fingerprint. A machine whose lockfile does not know a clip
 * yet, as another pipeline's, need not render it again.
 */
export type RenderRecords = {
  find(fingerprint: string): Promise<LockEntry | undefined>
  keep(entry: LockEntry): Promise<void>
}

/** Records that are asked for once each, and are none where they cannot be had. */
export function rememberedRecords(records: RenderRecords, onTrouble: (error: unknown) => void): RenderRecords {
  const asked = new Map<string, Promise<LockEntry | undefined>>()
  const find = (fingerprint: string): Promise<LockEntry | undefined> =>
    records.find(fingerprint).catch((error: unknown) => {
      onTrouble(error)
      return undefined
    })
  return {
    keep: (entry) => records.keep(entry),
    find(fingerprint) {
      const known = asked.get(fingerprint) ?? find(fingerprint)
      asked.set(fingerprint, known)
      return known
    },
  }
}
