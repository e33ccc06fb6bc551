import { commandLine as lineOf } from '@shotlist/review'

/** Words to be copied into the shell of this machine. */
export const shellWords = (words: readonly string[]): string => lineOf(words, { windows: process.platform === 'win32' })

/** A command line of Shotlist's, to be copied likewise. @param program what starts the command here, as it is typed */
export const commandLine = (words: readonly string[], program = 'shotlist'): string => `${program} ${shellWords(words)}`
