import { RunnerError } from './runner-error.ts'

/** By the first byte of SQLite's result codes (https://sqlite.org/rescode.html), and by the system's. */
const MEANINGS: Readonly<Record<string, string>> = {
  3: 'this user may not write there',
  8: 'it is read-only',
  10: 'the disk does not do what it should',
  13: 'the disk is full',
  14: 'it cannot be opened or made',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a file stands where a folder should be',
  EEXIST: 'a file stands where a folder should be',
  EISDIR: 'a folder stands where the file should be',
  ELOOP: 'it is a link',
  ENAMETOOLONG: 'the name is too long for this file system',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
}

/**
 * What must be remembered cannot be written down. Nothing is submitted that is not written down first; what was submitted before is gone on
 * with by the next run.
 */
export class StateNotWritableError extends RunnerError {
  readonly code = 'state-not-writable'

  /** @param nothingSent whether this came up before anything was sent */
  constructor(path: string, cause: unknown, { nothingSent = false }: { readonly nothingSent?: boolean } = {}) {
    super(`cannot write ${path}: ${meaningOf(cause) ?? (cause instanceof Error ? cause.message : String(cause))}`, {
      hint: 'Mend that and run again: nothing was submitted that is not on record, and nothing is paid for twice.',
      cause,
      nothingSent,
    })
  }

  /** Whether an error of the system or of SQLite says that something cannot be written. */
  static explains(error: unknown): boolean {
    return meaningOf(error) !== undefined
  }
}

function meaningOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ('errcode' in error) return MEANINGS[Number(error.errcode) & 0xff]
  return 'code' in error ? MEANINGS[String(error.code)] : undefined
}
