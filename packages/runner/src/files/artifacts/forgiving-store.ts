import type { ArtifactStore } from './artifact-store.ts'

/**
 * A store that has nothing when it cannot be asked: what it would have is had from elsewhere. Keeping something there still throws, for
 * whoever must know that it is not kept.
 *
 * @param onTrouble told each time
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
