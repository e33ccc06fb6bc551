import { closeSync, lstatSync, mkdirSync, readSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { UsageError } from '../../errors/input-errors.ts'
import { openPlainFile, reasonOf } from '../../store/durable/plain-files.ts'

/** How much of a file is read to know it again. */
const HEAD_BYTES = 16_384

/** A file that an option names for Shotlist to write. */
export type WrittenFile = {
  readonly option: string
  /** As it was given. */
  readonly name: string
  readonly cwd: string
  /** What stands in every file that was written for the option, at its beginning. */
  readonly mark: RegExp
  /** Paths of outputs, which are taken also while their clips are not there yet. Absolute. */
  readonly outputs?: readonly string[]
}

/**
 * Refuses to write a file that would replace anything but an empty file, or one that was written for the same option before: a manifest, a
 * lockfile, a clip and a file of somebody else's stay, and so does what a link leads to.
 *
 * @throws {UsageError}
 */
export function checkWrittenFile(file: WrittenFile): void {
  const problem = problemOf(file)
  if (problem === undefined) return
  throw new UsageError(`${file.option} ${file.name}: ${problem}`, {
    hint: 'Name another file: one that is not there yet, or an earlier one of the same kind.',
  })
}

/** Writes it, in the place of an earlier one. @throws {UsageError} */
export function writeFileOf(file: WrittenFile, text: string): void {
  checkWrittenFile(file)
  const path = resolve(file.cwd, file.name)
  try {
    mkdirSync(dirname(path), { recursive: true })
    // Made anew, and not written into: the file may have another name elsewhere.
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
    if (/\.lock\.ya?ml$/i.test(place)) return 'lockfiles have such names'
    if (place.split(sep).some((part) => /^\.(?:shotlist|git)$/i.test(part)))
      return 'nothing but what belongs there is written into that folder'
    if (outputs.some((output) => output === path || output === place)) return 'a clip of the manifest goes there'
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found === undefined || (found.isFile() && found.size === 0)) return undefined
    if (found.isSymbolicLink()) return 'it is a link, and nothing is written through links'
    if (!found.isFile()) return `it is ${found.isDirectory() ? 'a folder' : 'not a file'}`
    return mark.test(headOf(path)) ? undefined : 'it is there, and holds something else'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return code === 'ENOTDIR' ? 'a file stands where its folder should be' : reasonOf(error)
  }
}

/** Without links, as far as it is there: the rest is made. @throws the system's error */
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
