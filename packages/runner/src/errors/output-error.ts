import { RunnerError } from './runner-error.ts'

const MEANINGS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOENT: 'the folder is gone',
  ENOTDIR: 'a file stands where a folder should be',
  EEXIST: 'a file stands where a folder should be',
  EISDIR: 'a folder stands where the file should be',
  ERR_FS_EISDIR: 'a folder stands where the file should be',
  ELOOP: 'it is a link',
  ENAMETOOLONG: 'the name is too long for this file system',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
}

/** A file cannot be written below the output folder. What it would hold stays at the provider. */
export class OutputError extends RunnerError {
  readonly code = 'output-not-writable'

  /** @param problem what is wrong, when it is not the system that says so */
  constructor(
    path: string,
    {
      problem,
      hint,
      cause,
      nothingSent,
    }: { readonly problem?: string; readonly hint?: string; readonly cause?: unknown; readonly nothingSent?: boolean },
  ) {
    const system = cause instanceof Error && 'code' in cause ? (MEANINGS[String(cause.code)] ?? cause.message) : undefined
    super(`cannot write ${path}: ${problem ?? system ?? String(cause)}`, {
      hint: hint ?? 'Mend that and run again: the clip is fetched from the provider, not paid for again.',
      cause,
      nothingSent,
    })
  }
}
