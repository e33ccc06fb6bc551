import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The option of Node that loads a file of this folder before the command. */
export function preloaded(name: string): string {
  return `--import=${fileURLToPath(new URL(name, import.meta.url))}`
}

/** Where the command keeps its compiled code. What is loaded before it is kept there too, and compiled once. */
const COMPILED = join(tmpdir(), 'node-compile-cache')

/** Environment of a command that dies at an instant, as `crash-at.ts` names them. */
export function crashingAt(instant: string, options: readonly string[] = []): Record<string, string> {
  return {
    NODE_COMPILE_CACHE: COMPILED,
    NODE_OPTIONS: [preloaded('crash-at.ts'), ...options].join(' '),
    CRASH_AT: instant,
  }
}
