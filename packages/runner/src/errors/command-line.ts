import { commandLine as lineOf } from '@shotlist/review'

/** Words quoted for the shell of this machine, for the user to copy. */
export function shellWords(words: readonly string[]): string {
  return lineOf(words, { windows: process.platform === 'win32' })
}

/** A command line of Shotlist for the user to copy. @param program the command as the user types it on this machine */
export function commandLine(words: readonly string[], program = 'shotlist'): string {
  return `${program} ${shellWords(words)}`
}
