import { RunnerError } from './runner-error.ts'

/** The process that holds a state folder. */
export type Holder = {
  readonly pid: number
  readonly host: string
  /** ISO time at which it locked the folder. */
  readonly since: string
  /** The verb it runs: `run`, `call`. */
  readonly verb: string
}

/** Another process holds this state folder; only one may at a time. */
export class StateHeldError extends RunnerError {
  readonly code = 'state-held'
  readonly holder: Holder | undefined

  constructor(folder: string, holder: Holder | undefined) {
    const who =
      holder === undefined
        ? 'another process'
        : `\`shotlist ${holder.verb}\` (process ${holder.pid} on ${holder.host}, since ${holder.since})`
    super(`${folder} is in use by ${who}`, {
      hint: 'Wait for it to end, or stop it: it saves its state, and the next run continues from there.',
    })
    this.holder = holder
  }
}

/** The journal is not a readable database. A run renames it and makes a new one; verbs that only read leave it as it is. */
export class JournalDamagedError extends RunnerError {
  readonly code = 'journal-damaged'

  constructor(path: string, cause: unknown) {
    super(`the journal ${path} is damaged: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: '`shotlist run` sets it aside and continues with what it can read of it, the lockfile and the provider. Or restore it from a backup.',
      cause,
    })
  }
}

/** A newer version of Shotlist wrote the journal, in a schema that this version does not know. */
export class JournalTooNewError extends RunnerError {
  readonly code = 'journal-too-new'

  constructor(path: string, { found, known }: { readonly found: number; readonly known: number }) {
    super(`the journal ${path} has schema ${found}; this version of Shotlist reads schemas up to ${known}`, {
      hint: 'Use the version of Shotlist that wrote it, or a newer one.',
    })
  }
}

/** The journal exists and cannot be opened. Nothing was sent: without the journal, Shotlist does not know what was paid. */
export class JournalUnreadableError extends RunnerError {
  readonly code = 'journal-unreadable'

  constructor(path: string, problem: string) {
    super(`cannot read ${path}: ${problem}`, {
      hint: 'Give this user the right to read it, or put the original back: the journal records what was submitted and paid.',
    })
  }
}

/** The lockfile cannot be read. Nothing was sent. */
export class LockfileError extends RunnerError {
  readonly code = 'lockfile'

  constructor(path: string, problem: string) {
    super(`cannot read ${path}: ${problem}`, {
      hint: 'Restore it from version control, resolve the merge conflict in it, or give this user the right to read it: it records which clips are paid.',
    })
  }
}

const SHOWN = 5

/** `--frozen` was given, and the run would have to submit jobs. Nothing was sent. */
export class FrozenError extends RunnerError {
  readonly code = 'frozen'
  readonly jobs: readonly { readonly job: string; readonly cause: string }[]

  constructor(jobs: FrozenError['jobs']) {
    const shown = jobs.slice(0, SHOWN).map(({ job, cause }) => `${job} (${cause})`)
    const more = jobs.length > SHOWN ? ` and ${jobs.length - SHOWN} more` : ''
    super(`--frozen was given, but ${jobs.length} of the jobs would be submitted: ${shown.join(', ')}${more}`, {
      hint: 'Run without --frozen where rendering is allowed, and commit the lockfile.',
    })
    this.jobs = jobs
  }
}

/** Reasons by SQLite's primary result code (the low byte, https://sqlite.org/rescode.html), and by the system's error code. */
const MEANINGS: Readonly<Record<string, string>> = {
  3: 'this user may not write there',
  8: 'it is read-only',
  10: 'the disk reports a read or write error',
  13: 'the disk is full',
  14: 'it cannot be opened or created',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a file is in the place of a folder',
  EEXIST: 'a file is in the place of a folder',
  EISDIR: 'a folder is in the place of the file',
  ELOOP: 'it is a link',
  ENAMETOOLONG: 'the name is too long for this file system',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
}

/**
 * The state cannot be written. Every submission is written down before it is sent, so nothing more is submitted; the next run continues
 * what was submitted before.
 */
export class StateNotWritableError extends RunnerError {
  readonly code = 'state-not-writable'

  /** @param nothingSent whether the error came before anything was sent */
  constructor(path: string, cause: unknown, { nothingSent = false }: { readonly nothingSent?: boolean } = {}) {
    super(`cannot write ${path}: ${meaningOf(cause) ?? (cause instanceof Error ? cause.message : String(cause))}`, {
      hint: 'Fix that and run again: every submission is on record, and nothing is paid twice.',
      cause,
      nothingSent,
    })
  }

  /** Whether an error of the system or of SQLite has a code that means that a file cannot be written. */
  static explains(error: unknown): boolean {
    return meaningOf(error) !== undefined
  }
}

function meaningOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ('errcode' in error) return MEANINGS[Number(error.errcode) & 0xff]
  return 'code' in error ? MEANINGS[String(error.code)] : undefined
}
