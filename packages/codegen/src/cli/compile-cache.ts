import { existsSync, lstatSync, mkdirSync } from 'node:fs'
import module from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Keeps compiled code between runs: compiling our modules takes longer than most commands need for their work. Only this user can write to the
 * folder, because its content is executed. Without such a folder no code is kept. `NODE_COMPILE_CACHE` names another folder,
 * `NODE_DISABLE_COMPILE_CACHE=1` turns it off.
 */
export function keepCompiledCode(env: Readonly<Record<string, string | undefined>> = process.env): void {
  try {
    const caches = cacheFolder(env)
    if (caches === undefined) return
    const folder = join(caches, 'shotlist', 'compiled')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (isOwn(folder)) module.enableCompileCache(folder)
  } catch {
    // No home, or one that cannot be written: the command is slower to start, and does the same.
  }
}

/** Where programs of this user keep what they can make again. A home that does not exist is not made: there is none then. */
function cacheFolder({ XDG_CACHE_HOME, LOCALAPPDATA }: Readonly<Record<string, string | undefined>>): string | undefined {
  if (XDG_CACHE_HOME !== undefined && XDG_CACHE_HOME !== '') return XDG_CACHE_HOME
  if (process.platform === 'win32' && LOCALAPPDATA !== undefined) return LOCALAPPDATA
  if (!existsSync(homedir())) return undefined
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache')
}

/** Whether a folder is no link, belongs to this user, and nobody else may write there. (Windows has no such bits: there it is the profile's own.) */
function isOwn(folder: string): boolean {
  const { uid, mode } = lstatSync(folder)
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)
}
