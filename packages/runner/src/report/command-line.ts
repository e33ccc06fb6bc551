/** A `shotlist` command line, as a POSIX shell takes it. */
export const commandLine = (words: readonly string[]): string => ['shotlist', ...words].map(quoted).join(' ')

const quoted = (word: string): string => (/^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)
