/** Canonical names of lists that replace several fields, in this order. */
export const composedNames: Readonly<Record<string, readonly string[]>> = Object.assign(
  Object.create(null) as Record<string, readonly string[]>,
  { frames: ['first_frame', 'last_frame'] },
)
