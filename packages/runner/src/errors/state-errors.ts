import { RunnerError } from './runner-error.ts'

/** Who holds a state folder. */
export type Holder = {
  readonly pid: number
  readonly host: string
  /** ISO time at which it took the folder. */
  readonly since: string
  /** What it does: `run`, `call`. */
  readonly verb: string
}

/** Another process works with this state folder; only one may at a time. */
export class StateHeldError extends RunnerError {
  readonly code = 'state-held'
  readonly holder: Holder | undefined

  constructor(folder: string, holder: Holder | undefined) {
    const who =
      holder === undefined
        ? 'another process'
        : `\`shotlist ${holder.verb}\` (process ${holder.pid} on ${holder.host}, since ${holder.since})`
    super(`${folder} is in use by ${who}`, {
      hint: 'Wait for it to end, or stop it: it saves what it has, and the next run goes on from there.',
    })
    this.holder = holder
  }
}

/** The journal cannot be read as one. A run saves it aside and makes a new one; what only looks leaves it as it is. */
export class JournalDamagedError extends RunnerError {
  readonly code = 'journal-damaged'

  constructor(path: string, cause: unknown) {
    super(`the journal ${path} is damaged: ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: '`shotlist run` saves it aside and goes on with what can be read of it, the lockfile, and the provider. Or restore it from a backup.',
      cause,
    })
  }
}

/** The journal was written by a newer version of Shotlist, whose records this one does not know. */
export class JournalTooNewError extends RunnerError {
  readonly code = 'journal-too-new'

  constructor(path: string, { found, known }: { readonly found: number; readonly known: number }) {
    super(`the journal ${path} has schema ${found}; this version of Shotlist knows ${known} at the most`, {
      hint: 'Use the version of Shotlist that wrote it, or a newer one.',
    })
  }
}

/** There is a journal, and it cannot be opened. Nothing was sent: without it, it is not known what was paid for. */
export class JournalUnreadableError extends RunnerError {
  readonly code = 'journal-unreadable'

  constructor(path: string, problem: string) {
    super(`cannot read ${path}: ${problem}`, {
      hint: 'Give this user the right to read it, or put back what stood there: it tells what was submitted and paid for.',
    })
  }
}

/** The lockfile cannot be read. Nothing was sent. */
export class LockfileError extends RunnerError {
  readonly code = 'lockfile'

  constructor(path: string, problem: string) {
    super(`cannot read ${path}: ${problem}`, {
      hint: 'Restore it from version control, settle the merge conflict in it, or let this user read it: it tells which clips are paid for.',
    })
  }
}

const SHOWN = 5

/** `--frozen` was given, and something would have to be submitted. Nothing was sent. */
export class FrozenError extends RunnerError {
  readonly code = 'frozen'
  readonly jobs: readonly { readonly job: string; readonly cause: string }[]

  constructor(jobs: FrozenError['jobs']) {
    const shown = jobs.slice(0, SHOWN).map(({ job, cause }) => `${job} (${cause})`)
    const more = jobs.length > SHOWN ? ` and ${jobs.length - SHOWN} more` : ''
    super(`--frozen, but ${jobs.length} of the jobs would be submitted: ${shown.join(', ')}${more}`, {
      hint: 'Run without --frozen where rendering is allowed, and commit the lockfile.',
    })
    this.jobs = jobs
  }
}

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
