import { constants } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { DatabaseSync } from 'node:sqlite'
import { defined } from '@shotlist/codegen/defined'
import { StateNotWritableError } from '../../errors/state-errors.ts'
import { submissionKey } from '../../job/fingerprint.ts'
import type { JobState } from '../../job/job-state.ts'
import { readPlainFile } from '../durable/plain-files.ts'
import { writeFileDurably } from '../durable/write-file-durably.ts'
import { AppendedFile } from './appended-file.ts'
import type { Attempts } from './attempts.ts'
import { type AttemptRecord, text } from './records.ts'
import { stateOfAttempt } from './state-of-attempt.ts'

/** An attempt as it stood when a line was written. `seq` counts the lines of a journal, over all runs. */
export type LoggedAttempt = AttemptRecord & { readonly seq: number }

/** What a log tells, and whether a part of it cannot be read. */
export type LogContent = { readonly entries: readonly LoggedAttempt[]; readonly isDamaged: boolean }

/**
 * A second account of submissions, outside the journal's database: a line of JSON for every step of one, on the disk before anything is sent.
 *
 * A database file that was cut off, emptied, deleted, or lost its write-ahead log opens as an older one or as a new one, and SQLite sees nothing
 * wrong with it. The database keeps the number of the last line: lines with higher ones tell what it has lost.
 *
 * A line is written after the commit that it belongs to, into space that was taken before: a full disk refuses both or none.
 */
export class SubmissionLog {
  readonly #path: string
  #file: AppendedFile | undefined
  #waiting = ''
  /** Whether it has lines that somebody waits for to be on the disk. */
  #isDue = false
  /** The step that was logged last, by attempt. */
  readonly #last = new Map<string, string>()
  /** The same before the lines that wait. */
  readonly #before = new Map<string, string | undefined>()

  /** @param path the file is made when there is something to write */
  constructor(path: string) {
    this.#path = path
  }

  /** Logs where an attempt stands, with the commit that is under way, unless the log says so already. */
  add(attempt: AttemptRecord, nextSeq: () => number): void {
    if (attempt.state === 'intended') return
    if (this.#file === undefined) for (const entry of this.read().entries) this.#last.set(idOf(entry), stepOf(entry))
    this.#open()
    const id = idOf(attempt)
    const step = stepOf(attempt)
    const last = this.#last.get(id)
    // Only of what was sent from here, and is still open, can anything be lost.
    if (last === step || (last === undefined && attempt.state !== 'sent')) return
    if (!this.#before.has(id)) this.#before.set(id, last)
    this.#last.set(id, step)
    const { request, ...facts } = attempt
    this.#waiting += lineOf({
      seq: nextSeq(),
      ...facts,
      ...defined({ request: attempt.state === 'sent' && request ? request : undefined }),
    })
    if (attempt.state === 'sent' || attempt.state === 'answered') this.#isDue = true
  }

  /** Takes the space for the lines that wait. To be called before the commit. @throws the system's error: there is none */
  reserve(): void {
    if (this.#waiting !== '') this.#open().reserve(Buffer.byteLength(this.#waiting))
  }

  /** Writes them. To be called after the commit. */
  append(): void {
    if (this.#waiting !== '') this.#open().append(Buffer.from(this.#waiting))
    this.#waiting = ''
    this.#before.clear()
  }

  /** Forgets them: the commit did not come about. */
  discard(): void {
    for (const [id, step] of this.#before) {
      if (step === undefined) this.#last.delete(id)
      else this.#last.set(id, step)
    }
    this.#before.clear()
    this.#waiting = ''
  }

  /** Resolves when what was sent, and what was answered, is on the disk. */
  async flush(): Promise<void> {
    if (!this.#isDue) return
    this.#isDue = false
    await this.#file?.flush()
  }

  /** The same, and the process waits. */
  flushNow(): void {
    if (this.#isDue) this.#file?.flushNow()
    this.#isDue = false
  }

  /** Lets the file go. */
  close(): void {
    this.#file?.close()
    this.#file = undefined
  }

  /** @throws {StateNotWritableError} there is a log that cannot be read */
  read(): LogContent {
    try {
      return contentOf(readPlainFile(this.#path, constants.O_RDONLY | constants.O_NOFOLLOW).toString('utf8'))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { entries: [], isDamaged: false }
      throw new StateNotWritableError(this.#path, error)
    }
  }

  /** Puts these in the place of all lines, under the number of the last one; without any, the file goes. To be called outside of any write. */
  async rewrite(attempts: readonly AttemptRecord[], seq: number): Promise<void> {
    this.close()
    this.#last.clear()
    if (attempts.length === 0) await rm(this.#path, { force: true })
    else await writeFileDurably(this.#path, attempts.map((attempt) => lineOf({ seq, ...attempt })).join(''))
  }

  #open(): AppendedFile {
    this.#file ??= new AppendedFile(this.#path)
    return this.#file
  }
}

function idOf({ job, fingerprint, number }: AttemptRecord): string {
  return `${job} ${fingerprint} ${number}`
}

function stepOf({ state, taskId, result }: AttemptRecord): string {
  return `${state} ${taskId} ${result?.file?.sha256}`
}

function lineOf(entry: LoggedAttempt): string {
  return `\n${JSON.stringify(entry)}`
}

function contentOf(content: string): LogContent {
  const lines = content.split('\n').filter((line) => line !== '')
  const entries = lines.flatMap((line) => entryOf(line) ?? [])
  return { entries, isDamaged: entries.length < lines.length }
}

/** The key is derived from the rest of what names an attempt, and tells whether that is still what it was. */
function entryOf(line: string): LoggedAttempt | undefined {
  try {
    const entry = JSON.parse(line) as LoggedAttempt
    return Number.isInteger(entry.seq) && submissionKey(entry.fingerprint, entry.number) === entry.key ? entry : undefined
  } catch {
    return undefined
  }
}

/**
 * Brings a journal that lost its last commits, or all of them, to where the log of submissions is: what it tells of an attempt is written down
 * again, and jobs stand where their last attempt left them. To be called inside a write of the journal.
 */
export function redoSubmissions(
  lost: readonly LoggedAttempt[],
  { database, attempts }: { database: DatabaseSync; attempts: Attempts },
): void {
  const merged = new Map<string, AttemptRecord>()
  for (const { seq: _seq, ...entry } of lost) {
    const id = `${entry.job} ${entry.fingerprint} ${entry.number}`
    merged.set(id, { ...(merged.get(id) ?? attempts.find(entry)), ...entry })
  }
  const jobs = database.prepare('SELECT manifest, state FROM jobs WHERE id = ? AND fingerprint = ?')
  const save = database.prepare('UPDATE jobs SET phase = ?, state = ? WHERE manifest = ? AND id = ?')
  for (const attempt of merged.values()) {
    attempts.restore(attempt)
    for (const row of jobs.all(attempt.job, attempt.fingerprint)) {
      const state = redone(JSON.parse(text(row, 'state')) as JobState, attempt)
      save.run(state.phase, JSON.stringify(state), text(row, 'manifest'), attempt.job)
    }
  }
}

/** Where a job stands after one of its attempts. */
function redone(before: JobState, attempt: AttemptRecord): JobState {
  const { number, key, failure } = attempt
  if (before.attempt > number || (before.phase === 'done' && before.attempt === number)) return before
  const state = stateOfAttempt(attempt)
  if (state !== undefined) return state
  return failure === undefined ? { phase: 'ready', attempt: number + 1 } : { phase: 'failed', attempt: number, key, failure }
}
