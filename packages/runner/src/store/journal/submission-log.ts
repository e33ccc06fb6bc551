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

/** An attempt at the time of a line. `seq` numbers the lines of a journal over all runs. */
export type LoggedAttempt = AttemptRecord & { readonly seq: number }

/** The entries of a log, and whether some of its lines cannot be read. */
export type LogContent = { readonly entries: readonly LoggedAttempt[]; readonly isDamaged: boolean }

/**
 * A second record of submissions, outside the journal's database: one line of JSON for each step, on the disk before anything is sent.
 *
 * SQLite does not notice that a database was truncated, emptied, deleted, or lost its write-ahead log: it opens as an older or a new one.
 * The database stores the number of the last line; lines with higher numbers are what it has lost.
 *
 * A line is written after its commit, into space that was reserved before the commit: a full disk refuses both or none.
 */
export class SubmissionLog {
  readonly #path: string
  #file: AppendedFile | undefined
  #waiting = ''
  /** Whether it has lines that must be flushed before their write resolves. */
  #isDue = false
  /** The last logged step, by attempt. */
  readonly #last = new Map<string, string>()
  /** The last logged step before the waiting lines, by attempt. */
  readonly #before = new Map<string, string | undefined>()

  /** @param path the file is created by the first write */
  constructor(path: string) {
    this.#path = path
  }

  /** Logs the step of an attempt with the current commit, unless it is logged already. */
  add(attempt: AttemptRecord, nextSeq: () => number): void {
    if (attempt.state === 'intended') return
    if (this.#file === undefined) for (const entry of this.read().entries) this.#last.set(idOf(entry), stepOf(entry))
    this.#open()
    const id = idOf(attempt)
    const step = stepOf(attempt)
    const last = this.#last.get(id)
    // Only attempts that were sent with this log, and are not over, need a line.
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

  /** Reserves the space for the waiting lines. Call it before the commit. @throws the system's error if the disk is full */
  reserve(): void {
    if (this.#waiting !== '') this.#open().reserve(Buffer.byteLength(this.#waiting))
  }

  /** Writes the waiting lines. Call it after the commit. */
  append(): void {
    if (this.#waiting !== '') this.#open().append(Buffer.from(this.#waiting))
    this.#waiting = ''
    this.#before.clear()
  }

  /** Drops the waiting lines. Call it if the commit failed. */
  discard(): void {
    for (const [id, step] of this.#before) {
      if (step === undefined) this.#last.delete(id)
      else this.#last.set(id, step)
    }
    this.#before.clear()
    this.#waiting = ''
  }

  /** Resolves when all lines about sent submissions and their responses are on the disk. */
  async flush(): Promise<void> {
    if (!this.#isDue) return
    this.#isDue = false
    await this.#file?.flush()
  }

  /** Flushes synchronously. */
  flushNow(): void {
    if (this.#isDue) this.#file?.flushNow()
    this.#isDue = false
  }

  close(): void {
    this.#file?.close()
    this.#file = undefined
  }

  /** The content of the log; empty if there is none. @throws {StateNotWritableError} if the log exists and cannot be read */
  read(): LogContent {
    try {
      return contentOf(readPlainFile(this.#path, constants.O_RDONLY | constants.O_NOFOLLOW).toString('utf8'))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { entries: [], isDamaged: false }
      throw new StateNotWritableError(this.#path, error)
    }
  }

  /** Replaces all lines by these attempts, numbered `seq`. Deletes the file if there are none. Call it outside of `Journal.write`. */
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

/** The entry of a line; undefined if it is damaged. The key is derived from fingerprint and number, so it serves as a checksum of them. */
function entryOf(line: string): LoggedAttempt | undefined {
  try {
    const entry = JSON.parse(line) as LoggedAttempt
    return Number.isInteger(entry.seq) && submissionKey(entry.fingerprint, entry.number) === entry.key ? entry : undefined
  } catch {
    return undefined
  }
}

/**
 * Restores lost commits of a journal from its submission log: saves the attempts again, and sets each job to the state that its last
 * attempt left. Call it inside `Journal.write`.
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

/** The state of a job after one of its attempts. */
function redone(before: JobState, attempt: AttemptRecord): JobState {
  const { number, key, failure } = attempt
  if (before.attempt > number || (before.phase === 'done' && before.attempt === number)) return before
  const state = stateOfAttempt(attempt)
  if (state !== undefined) return state
  return failure === undefined ? { phase: 'ready', attempt: number + 1 } : { phase: 'failed', attempt: number, key, failure }
}
