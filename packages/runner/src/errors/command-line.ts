import { commandLine as lineOf } from '@shotlist/review'

/** Words to be copied into the shell of this machine. */
export function shellWords(words: readonly string[]): string {
  return lineOf(words, { windows: process.platform === 'win32' })
}

/** A command line of Shotlist's, to be copied likewise. @param program what starts the command here, as it is typed */
export function commandLine(words: readonly string[], program = 'shotlist'): string {
  return `${program} ${shellWords(words)}`
}
