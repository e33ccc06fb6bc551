/** Canonical names of lists that stand for several fields elsewhere, in order. */
export const composedNames: Readonly<Record<string, readonly string[]>> = Object.assign(
  Object.create(null) as Record<string, readonly string[]>,
  { frames: ['first_frame', 'last_frame'] },
)
