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

/** A job takes an output that the finished render of another does not have, or in which the provider repeats a key. */
export class MissingOutputError extends RunnerError {
  readonly code = 'missing-output'

  constructor(source: string, { name, found }: { readonly name: string; readonly found: readonly string[] }) {
    const why = found.includes(name) ? 'what its render gave repeats a key' : `its render gave ${found.join(', ') || 'none'}`
    super(`${source} has no output ${name} that can be used: ${why}`, {
      hint: 'Use an output that the operation lists (see `shotlist describe`).',
    })
  }
}

/** What the provider gives out for a task is not what the lockfile says was rendered. */
export class OtherContentError extends RunnerError {
  readonly code = 'other-content'

  constructor(host: string, { wanted, found }: { readonly wanted: string; readonly found: string }) {
    super(`${host} gives out other content than the lockfile tells of (sha256 ${found}, not ${wanted})`, {
      hint: 'It was made anew or changed there. `shotlist run` takes it as it is, and writes the lockfile anew.',
    })
  }
}

/** Where an output goes stands a file that Shotlist did not write, or that was changed since. The file stays; its job waits. */
export class ForeignFileError extends RunnerError {
  readonly code = 'foreign-files'

  /** @param isFolder whether it stands where a folder should be */
  constructor(path: string, { isChanged = false, isFolder = false }: { readonly isChanged?: boolean; readonly isFolder?: boolean }) {
    super(isChanged ? `${path} was changed since Shotlist wrote it` : `${path} is in the way: Shotlist did not write it`, {
      hint: isChanged
        ? `To go on with the changed file, give --keep-edited. To have the clip as it was rendered, give --overwrite: the changed file is kept as ${path}.kept.`
        : isFolder
          ? 'Move it away, or choose another output: a folder goes there.'
          : `Move it away, choose another output, or give --overwrite: the file is then kept as ${path}.kept.`,
    })
  }
}

/** A report would replace a folder that is none. */
export class ForeignFolderError extends RunnerError {
  readonly code = 'foreign-folder'

  constructor(folder: string, problem = "holds files that are no report of Shotlist's") {
    super(`${folder} ${problem}`, { hint: 'Name an empty folder, or a new one: --out FOLDER.' })
  }
}

/**
 * A result could not be downloaded. `missing`: the finished task names none; `gone`: its URL is refused or no longer there, and another one must be
 * asked for; `broken`: what came is not whole, or not what it should be; `unreachable`: the file host did not answer as it should, time and again;
 * `endless`: it is larger, or takes longer, than any clip; `refused`: the address is not one to go to;
 * `uninspected`: it came, and inspecting it takes too long or too much memory.
 */
export class DownloadError extends RunnerError {
  readonly code = 'download'
  readonly reason: 'missing' | 'gone' | 'broken' | 'unreachable' | 'endless' | 'refused' | 'uninspected'

  constructor(reason: DownloadError['reason'], message: string, cause?: unknown) {
    super(message, {
      hint: reason === 'refused' ? REFUSED : 'The clip is paid for and kept at the provider: run again to fetch it.',
      cause,
    })
    this.reason = reason
  }
}

const REFUSED =
  'The clip is paid for and kept at the provider: ask its makers, or fetch it there. A provider in your own network has its address in <ID>_BASE_URL.'

/** An artifact store does not do what it should: the one that machines share, or the one of a state folder. */
export class ArtifactStoreError extends RunnerError {
  readonly code = 'artifact-store'

  /** @param name of the store, without anything secret */
  constructor(name: string, problem: string, cause?: unknown) {
    super(`${name}: ${problem}`, {
      hint: 'For a bucket: check `artifacts.s3`, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION, or go on --without-store. For a file: let this user read it.',
      cause,
    })
  }
}
