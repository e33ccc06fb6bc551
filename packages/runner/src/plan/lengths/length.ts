/** How long a clip or a sound is, in seconds: from `least` to `most`, which are the same where it is known. */
export type Length = { readonly least: number; readonly most: number }

/** A length that is known. What lies below a millisecond is the rounding of the file's own clock. */
export function exactly(seconds: number): Length {
  const rounded = Math.round(seconds * 1000) / 1000
  return { least: rounded, most: rounded }
}

/** The length of one of these, which one is not known; `undefined` where one of them may have any. */
export function eitherOf(lengths: readonly (Length | undefined)[]): Length | undefined {
  const known = lengths.filter((length) => length !== undefined)
  if (known.length === 0 || known.length < lengths.length) return undefined
  return { least: Math.min(...known.map(({ least }) => least)), most: Math.max(...known.map(({ most }) => most)) }
}
