import type { SQLOutputValue } from 'node:sqlite'
import type { Failure } from '../../errors/failure-classes.ts'
import type { Ingredients } from '../../job/fingerprint.ts'
import type { JobState, MediaFacts, Outputs, PlacedFiles } from '../../job/job-state.ts'
import type { AttemptState } from '../../job/status.ts'

/** The state of a job instance, and its ingredients. */
export type JobRecord = {
  readonly id: string
  readonly fingerprint: string
  readonly ingredients: Ingredients
  readonly state: JobState
  /** Path of its file below the output folder. */
  readonly output?: string
  /** ISO time. */
  readonly updatedAt: string
}

/** One submission. */
export type AttemptRecord = {
  /** Id of the job instance, under the name that the database and the submission log use. */
  readonly job: string
  readonly fingerprint: string
  /** From 1, for each fingerprint of the job. */
  readonly number: number
  readonly key: string
  readonly provider: string
  readonly operation: string
  readonly state: AttemptState
  /** The request that was submitted: files as ids or hashes, without the API key and without this run's webhook URL. */
  readonly request?: Readonly<Record<string, unknown>>
  readonly taskId?: string
  /** In the provider's unit: the price by the document, and the charge that the provider reported. */
  readonly estimated?: number
  readonly charged?: number
  readonly failure?: Failure
  /** The result: outputs, and the files. */
  readonly result?: { readonly outputs: Outputs } & PlacedFiles
  readonly intendedAt: string
  readonly sentAt?: string
  readonly answeredAt?: string
  readonly endedAt?: string
}

/** A file that a provider holds. `source` is `sha256:<hex>` of its content, or `url:<address>`. */
export type UploadRecord = {
  readonly source: string
  readonly provider: string
  /** Identifies the account without the API key. */
  readonly account: string
  readonly operation: string
  /** Its id at the provider. */
  readonly value: string
}

/** A file that Shotlist wrote, or is about to write: `checked` is recorded before the file is renamed to its path, `placed` after. */
export type FileRecord = {
  readonly path: string
  /** Id of the job instance. */
  readonly job: string
  /** Key of the submission whose result it is. */
  readonly submission: string
  readonly state: 'checked' | 'placed'
  readonly sha256: string
  readonly bytes: number
  readonly modifiedMs?: number
  readonly media: MediaFacts
  /** SHA-256 (hex) of the file by Shotlist that it is about to replace. */
  readonly replaces?: string
}

/** One use of the journal. */
export type RunRecord = {
  readonly id: string
  readonly verb: string
  readonly manifest: string
  readonly startedAt: string
  readonly finishedAt?: string
  /** How it ended: `done`, `failed`, `budget`, `decision`, `auth`, `interrupted`. Absent while it runs, or if it was killed. */
  readonly outcome?: string
}

/** A row as SQLite returns it. */
export type Row = Record<string, SQLOutputValue>

/** A column that must hold text. */
export function text(row: Row, column: string): string {
  return String(row[column])
}

/** A column as an optional field, which is absent if the column is NULL. */
export function optional<Name extends string, T>(
  name: Name,
  value: SQLOutputValue | undefined,
  read: (value: string) => T,
): { [K in Name]?: T } {
  return value === null || value === undefined ? {} : ({ [name]: read(String(value)) } as { [K in Name]?: T })
}
