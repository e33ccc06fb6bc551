import { accessSync, constants, lstatSync, statSync } from 'node:fs'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is a link that leads nowhere',
  ENOTDIR: 'it is a link that leads nowhere',
  ELOOP: 'it is a link that leads to itself',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
}

/**
 * Looks whether a file is there to be read: undefined where its folder has nothing of the name. Whatever else stands there is not absent, and has
 * a problem: a link that leads nowhere, a folder, a file of another user.
 */
export function lookForFile(path: string): { readonly problem?: string } | undefined {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined
    // A pipe would never end.
    if (!statSync(path).isFile()) return { problem: 'it is not a file' }
    accessSync(path, constants.R_OK)
    return {}
  } catch (error) {
    return { problem: reasonOf(error) }
  }
}

/** Why the system refuses to read a file. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? ('code' in error && REASONS[String(error.code)]) || error.message : String(error)
