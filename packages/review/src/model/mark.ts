/** What a reviewer has said of a take: `open` where nothing was said; clips that have no takes may only be rejected. */
export type Mark = 'picked' | 'rejected' | 'open'
