import type { ArtifactStore } from './artifact-store.ts'

/**
 * A store that reports content as missing if it fails, so that the caller fetches it from elsewhere. `put` still throws.
 *
 * @param onTrouble called with each error
 */
export function forgivingStore(store: ArtifactStore, onTrouble: (error: unknown) => void): ArtifactStore {
  const orNot = async (asked: Promise<boolean>): Promise<boolean> => {
    try {
      return await asked
    } catch (error) {
      onTrouble(error)
      return false
    }
  }
  return {
    has: (sha256) => orNot(store.has(sha256)),
    put: (sha256, path) => store.put(sha256, path),
    get: (sha256, path) => orNot(store.get(sha256, path)),
  }
}
