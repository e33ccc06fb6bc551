/** Canonical names of fields whose values only one provider knows: its own ids, or values made of them. */
export const OWNED_BY_PROVIDER: ReadonlySet<string> = new Set(['character', 'references', 'source_video'])
