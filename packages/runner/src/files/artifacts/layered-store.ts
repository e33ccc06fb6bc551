import type { ArtifactStore } from './artifact-store.ts'

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
