import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The option of Node that loads a file of this folder before the command. */
export function preloaded(name: string): string {
  return `--import=${fileURLToPath(new URL(name, import.meta.url))}`
}

/** The compile cache of the command. The preloaded files use it too, so that they are compiled once. */
const COMPILED = join(tmpdir(), 'node-compile-cache')

/** The environment of a command that is killed at an instant of `crash-at.ts`. */
export function crashEnvironment(instant: string, options: readonly string[] = []): Record<string, string> {
  return {
    NODE_COMPILE_CACHE: COMPILED,
    NODE_OPTIONS: [preloaded('crash-at.ts'), ...options].join(' '),
    CRASH_AT: instant,
  }
}
