/** A word as a POSIX shell takes it whole. */
const quoted = (word: string): string => (/^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

/** A command line of Shotlist's; `manifest` is left out where commands find it by themselves. */
export const command = (words: readonly string[], manifest?: string): string =>
  ['shotlist', ...words, ...(manifest === undefined ? [] : [manifest])].map(quoted).join(' ')
