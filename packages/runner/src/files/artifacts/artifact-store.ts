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
