/**
 * Quotes words as a command line to copy into a shell: every word arrives unchanged, and none runs a command. For POSIX shells and fish, or for
 * Windows (PowerShell and cmd).
 */
export function commandLine(words: readonly string[], { windows }: { readonly windows: boolean }): string {
  return words.map(windows ? quotedForWindows : quoted).join(' ')
}

// zsh expands `=ls` to the path of a program.
function quoted(word: string): string {
  if (/^[\w./:@%+,-][\w./:@%+=,-]*$/.test(word)) return word
  // oxlint-disable-next-line no-control-regex -- line endings and escapes act as soon as they are pasted
  if (/[\u0000-\u001f\u007f]/.test(word)) return `$'${word.replace(/['\\]|[\u0000-\u001f\u007f]/g, escaped)}'`
  // fish reads a backslash inside quotes differently from other shells, so it stands outside.
  return `'${word.replace(/['\\]/g, (sign) => `'\\${sign}'`)}'`
}

function escaped(sign: string): string {
  return sign < ' ' || sign === '\u007f' ? `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}` : `\\${sign}`
}

/** No escape of double quotes works in both PowerShell and cmd, so each becomes `?`, which matches any character in patterns. The same for typographic quotes, which also end a string in PowerShell. */
function quotedForWindows(word: string): string {
  if (/^[\w./:\\+-][\w./:\\+=-]*$/.test(word)) return word
  const inside = word
    .replace(/["\u201c-\u201f]/g, '?')
    .replace(/[`$]/g, '`$&')
    .replace(/\\+$/, '$&$&')
  return `"${inside}"`
}
