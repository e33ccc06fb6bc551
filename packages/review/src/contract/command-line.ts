/**
 * A command line to be copied into a shell: each word arrives as it is and runs nothing, whatever names it holds. For POSIX shells (and fish),
 * or for Windows (PowerShell and cmd).
 */
export function commandLine(words: readonly string[], { windows }: { readonly windows: boolean }): string {
  return words.map(windows ? quotedForWindows : quoted).join(' ')
}

// zsh takes `=ls` for the path of a program.
function quoted(word: string): string {
  if (/^[\w./:@%+,-][\w./:@%+=,-]*$/.test(word)) return word
  // oxlint-disable-next-line no-control-regex -- line ends and escapes would act as soon as they are pasted
  if (/[\u0000-\u001f\u007f]/.test(word)) return `$'${word.replace(/['\\]|[\u0000-\u001f\u007f]/g, escaped)}'`
  // A backslash within quotes means one thing to fish, and another to the rest.
  return `'${word.replace(/['\\]/g, (sign) => `'\\${sign}'`)}'`
}

function escaped(sign: string): string {
  return sign < ' ' || sign === '\u007f' ? `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}` : `\\${sign}`
}

/** Double quotes cannot be told to PowerShell and cmd alike; `?` stands for any one character where names are patterns. PowerShell ends a text with typographic ones, too. */
function quotedForWindows(word: string): string {
  if (/^[\w./:\\+-][\w./:\\+=-]*$/.test(word)) return word
  const inside = word
    .replace(/["\u201c-\u201f]/g, '?')
    .replace(/[`$]/g, '`$&')
    .replace(/\\+$/, '$&$&')
  return `"${inside}"`
}
