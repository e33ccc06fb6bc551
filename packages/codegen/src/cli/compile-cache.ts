import { existsSync, lstatSync, mkdirSync } from 'node:fs'
import module from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Keeps compiled code between runs, because compiling the modules takes longer than most commands. Only the current user can write to the
 * folder, because its content is executed. Without such a folder, no code is kept. `NODE_COMPILE_CACHE` names another folder, and
 * `NODE_DISABLE_COMPILE_CACHE=1` turns the cache off.
 */
export function keepCompiledCode(env: Readonly<Record<string, string | undefined>> = process.env): void {
  try {
    const caches = cacheFolder(env)
    if (caches === undefined) return
    const folder = join(caches, 'shotlist', 'compiled')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (isOwn(folder)) module.enableCompileCache(folder)
  } catch {
    // Without a home that can be written, the command starts more slowly.
  }
}

/** The user's folder for caches. It is not used if the home does not exist. */
function cacheFolder({ XDG_CACHE_HOME, LOCALAPPDATA }: Readonly<Record<string, string | undefined>>): string | undefined {
  if (XDG_CACHE_HOME !== undefined && XDG_CACHE_HOME !== '') return XDG_CACHE_HOME
  if (process.platform === 'win32' && LOCALAPPDATA !== undefined) return LOCALAPPDATA
  if (!existsSync(homedir())) return undefined
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache')
}

/**
 * Whether a folder is a real one, belongs to this user, and is writable for this user only. Windows has no such bits; there it lies in the
 * user's profile.
 */
function isOwn(folder: string): boolean {
  const { uid, mode } = lstatSync(folder)
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)
}
