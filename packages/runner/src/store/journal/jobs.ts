import type { DatabaseSync } from 'node:sqlite'
import { defined } from '@shotlist/codegen/defined'
import { type Ingredients, submissionKey } from '../../job/fingerprint.ts'
import type { JobState } from '../../job/job-state.ts'
import { isUnsettled } from '../../job/job-state.ts'
import type { JobRecord } from './records.ts'
import { optional, type Row, text } from './records.ts'

/** The table of job states of a manifest. */
export class Jobs {
  readonly #manifest: string
  readonly #save
  readonly #get
  readonly #all
  readonly #rows

  constructor(database: DatabaseSync, manifest: string) {
    this.#manifest = manifest
    this.#save = database.prepare(
      `INSERT INTO jobs (manifest, id, provider, operation, fingerprint, ingredients, phase, state, output, updated_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (manifest, id) DO UPDATE SET
         provider = excluded.provider, operation = excluded.operation, fingerprint = excluded.fingerprint,
         ingredients = excluded.ingredients, phase = excluded.phase, state = excluded.state, output = excluded.output,
         updated_at = excluded.updated_at`,
    )
    this.#get = database.prepare('SELECT * FROM jobs WHERE manifest = ? AND id = ?')
    this.#all = database.prepare('SELECT * FROM jobs WHERE manifest = ?')
    this.#rows = database.prepare("SELECT * FROM jobs WHERE phase <> 'done'")
  }

  /** Call it inside `Journal.write`. */
  save(job: JobRecord): void {
    this.#save.run(
      this.#manifest,
      job.id,
      job.ingredients.provider,
      job.ingredients.operation,
      job.fingerprint,
      JSON.stringify(job.ingredients),
      job.state.phase,
      JSON.stringify(storedState(job.state)),
      job.output ?? null,
      job.updatedAt,
    )
  }

  get(id: string): JobRecord | undefined {
    const row = this.#get.get(this.#manifest, id)
    return row === undefined ? undefined : jobOf(row)
  }

  /** Whether all rows are as they were written, including those of other manifests. @throws {SyntaxError} if a row is not JSON */
  areConsistent(): boolean {
    return this.#rows.all().every(isConsistentJob)
  }

  /** All jobs, by id. */
  all(): Map<string, JobRecord> {
    return new Map(this.#all.all(this.#manifest).map((row) => [text(row, 'id'), jobOf(row)]))
  }
}

/**
 * Whether a row is as it was written, by comparing what it holds twice. A flipped bit can leave readable JSON with a wrong phase, or with a
 * key that was never sent.
 */
export function isConsistentJob(row: Row): boolean {
  const { state, fingerprint } = jobOf(row)
  return row['phase'] === state.phase && (!isUnsettled(state) || state.key === submissionKey(fingerprint, state.attempt))
}

function jobOf(row: Row): JobRecord {
  return {
    id: text(row, 'id'),
    fingerprint: text(row, 'fingerprint'),
    ingredients: JSON.parse(text(row, 'ingredients')) as Ingredients,
    state: stateFromJson(text(row, 'state')),
    ...optional('output', row['output'], String),
    updatedAt: text(row, 'updated_at'),
  }
}

/** A state as the journal keeps it: `maybeSent` is called `doubt` there, in the journals of earlier versions too. */
type StoredState =
  | Exclude<JobState, { maybeSent?: true }>
  | (Omit<Extract<JobState, { maybeSent?: true }>, 'maybeSent'> & { readonly doubt?: true })

function storedState(state: JobState): StoredState {
  if (!('maybeSent' in state)) return state
  const { maybeSent: doubt, ...rest } = state
  return { ...rest, ...defined({ doubt }) }
}

/** A state as a row of the table has it. @throws {SyntaxError} */
export function stateFromJson(json: string): JobState {
  const stored = JSON.parse(json) as StoredState
  if (!('doubt' in stored)) return stored as JobState
  const { doubt: maybeSent, ...rest } = stored
  return { ...rest, ...defined({ maybeSent }) } as JobState
}
