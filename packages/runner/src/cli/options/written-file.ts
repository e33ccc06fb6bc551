import { closeSync, lstatSync, mkdirSync, readSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { UsageError } from '../../errors/input-errors.ts'
import { openPlainFile, reasonOf } from '../../store/durable/plain-files.ts'

/** How much of a file is read to recognise it. */
const HEAD_BYTES = 16_384

/** A file that Shotlist writes because an option names it. */
export type WrittenFile = {
  readonly option: string
  /** The name as given on the command line. */
  readonly name: string
  readonly cwd: string
  /** Matches the beginning of every file that was written for this option. */
  readonly mark: RegExp
  /** Absolute paths of outputs, which are refused even before their clips exist. */
  readonly outputs?: readonly string[]
}

/**
 * Refuses to replace any file except an empty one, or one that was written earlier for the same option. Manifests, lockfiles, clips, other
 * files and targets of links are never replaced.
 *
 * @throws {UsageError}
 */
export function checkWrittenFile(file: WrittenFile): void {
  const problem = problemOf(file)
  if (problem === undefined) return
  throw new UsageError(`${file.option} ${file.name}: ${problem}`, {
    hint: 'Name a file that does not exist yet, or an earlier one of the same kind.',
  })
}

/** Writes the file, and replaces an earlier one. @throws {UsageError} */
export function writeFileOf(file: WrittenFile, text: string): void {
  checkWrittenFile(file)
  const path = resolve(file.cwd, file.name)
  try {
    mkdirSync(dirname(path), { recursive: true })
    // The file is replaced, not overwritten: a hard link may give it another name elsewhere.
    rmSync(path, { force: true })
    writeFileSync(path, text, { flag: 'wx' })
  } catch (cause) {
    throw new UsageError(`${file.option} ${file.name} cannot be written: ${reasonOf(cause)}`, { cause })
  }
}

function problemOf({ name, cwd, mark, outputs = [] }: WrittenFile): string | undefined {
  const path = resolve(cwd, name)
  try {
    const place = join(realFolder(dirname(path)), basename(path))
    if (/\.lock\.ya?ml$/i.test(place)) return 'its name is one of a lockfile'
    if (place.split(sep).some((part) => /^\.(?:shotlist|git)$/i.test(part))) return 'only Shotlist and git write into that folder'
    if (outputs.some((output) => output === path || output === place)) return 'it is the output of a clip'
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found === undefined || (found.isFile() && found.size === 0)) return undefined
    if (found.isSymbolicLink()) return 'it is a link, and Shotlist does not write through links'
    if (!found.isFile()) return `it is ${found.isDirectory() ? 'a folder' : 'not a file'}`
    return mark.test(headOf(path)) ? undefined : 'it exists and has other content'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return code === 'ENOTDIR' ? 'its folder is a file' : reasonOf(error)
  }
}

/** Resolves links in the part of the path that exists. @throws the system's error */
function realFolder(folder: string): string {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  if (found === undefined) return join(realFolder(dirname(folder)), basename(folder))
  const real = realpathSync.native(folder)
  if (!statSync(real).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' })
  return real
}

function headOf(path: string): string {
  const file = openPlainFile(path)
  try {
    const head = Buffer.alloc(HEAD_BYTES)
    return head.toString('utf8', 0, readSync(file, head, 0, HEAD_BYTES, 0))
  } finally {
    closeSync(file)
  }
}
