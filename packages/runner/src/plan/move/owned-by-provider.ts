/** Canonical names of fields that hold what only one provider knows: an id of its own, or what is built from such ids. */
export const ownedByProvider: ReadonlySet<string> = new Set(['character', 'references', 'source_video'])
