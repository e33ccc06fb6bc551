/** Canonical names of fields that hold what only one provider knows: an id of its own, or what is built from such ids. */
export const OWNED_BY_PROVIDER: ReadonlySet<string> = new Set(['character', 'references', 'source_video'])
