import { defined } from '@shotlist/codegen/defined'
import { fingerprintOf, type Ingredients, stableUrl, submissionKey } from '../../job/fingerprint.ts'
import { definedOutputs, type Outputs, type StateOf } from '../../job/job-state.ts'
import type { Known } from '../../job/recover.ts'
import { canonicalJson } from '../../manifest/canonical-json.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { AttemptRecord, JobRecord } from '../../store/journal/records.ts'
import type { LockEntry } from '../../store/lockfile.ts'

/** A finished job, as the lockfile keeps it. */
function toLockEntry(record: JobRecord, state: StateOf<'done'>, { request = {} }: AttemptRecord): LockEntry {
  const { provider, operation, take, seedOf } = record.ingredients
  const sent = stable(request) as Record<string, unknown>
  const inputs = inputsOf(sent, record.ingredients)
  return {
    provider,
    operation,
    ...defined({ take }),
    fingerprint: record.fingerprint,
    key: state.key,
    ...defined({
      task_id: state.taskId,
      credits: state.charged,
      seed: typeof sent['seed'] === 'number' ? sent['seed'] : undefined,
      seed_of: seedOf,
    }),
    request: sent,
    ...defined({ inputs }),
    outputs: keptOutputs(state.outputs),
    ...fileFacts(state),
  }
}

/** The entry of a job, from what the journal knows; undefined where it is not done, or was never submitted from here. */
export function lockedEntry(journal: Journal, id: string, record = journal.jobs.get(id)): LockEntry | undefined {
  if (record?.state.phase !== 'done') return undefined
  const { state } = record
  const attempt = journal.attempts.underKey(state.key, record)
  return attempt && toLockEntry(record, state, attempt)
}

/** An entry that stays what it was, but for where its file is now. */
export function withFile(entry: LockEntry, state: StateOf<'done'>): LockEntry {
  return { ...entry, ...fileFacts(state) }
}

/** What an entry says of its job, for a state folder that has never seen it: a fresh clone's. */
export function fromLockEntry(entry: LockEntry): Known & { readonly state: StateOf<'done'> } {
  const { fingerprint, key, task_id: taskId, credits, outputs = {}, output: path, sha256, bytes, width, height, seconds } = entry
  const media = defined({ width, height, seconds })
  const ingredients = ingredientsOfEntry(entry)
  return {
    fingerprint,
    ...defined({ ingredients: fingerprintOf(ingredients) === fingerprint ? ingredients : undefined }),
    state: {
      phase: 'done',
      attempt: attemptOf(fingerprint, key),
      key,
      outputs,
      ...defined({ taskId, charged: credits }),
      // The clone's times are its own: the hash decides.
      ...defined({
        file:
          path !== undefined && sha256 !== undefined && bytes !== undefined ? { path, sha256, bytes, modifiedMs: 0, ...media } : undefined,
      }),
    },
  }
}

/** Whether a render is later than the one of an entry for the same request: attempts are numbered over all machines that share the lockfile. */
export function isLater({ attempt }: StateOf<'done'>, entry: LockEntry): boolean {
  return attempt > attemptOf(entry.fingerprint, entry.key)
}

/** What a render was made from, as the lockfile tells. */
export function ingredientsOfEntry({ provider, operation, take, request, inputs, seed_of: seedOf }: LockEntry): Ingredients {
  return {
    provider,
    operation,
    request: { ...request, ...inputs },
    ...defined({ take, seedOf }),
  }
}

/** Tries of one job that anybody will have made. */
const MAX_ATTEMPTS = 100

/** Which try a key is of, so that the next one has another. */
function attemptOf(fingerprint: string, key: string): number {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) if (submissionKey(fingerprint, attempt) === key) return attempt
  return 1
}

/** The fields that were sent as ids of something: what they stood for. */
function inputsOf(sent: Readonly<Record<string, unknown>>, { request }: Ingredients): Record<string, unknown> | undefined {
  const inputs = Object.entries(request).filter(([name, value]) => canonicalJson(sent[name]) !== canonicalJson(value))
  return inputs.length === 0 ? undefined : (sorted(Object.fromEntries(inputs)) as Record<string, unknown>)
}

function fileFacts({ file }: StateOf<'done'>): Partial<LockEntry> {
  if (file === undefined) return {}
  const { path: output, modifiedMs: _modified, ...facts } = file
  return { output, ...facts }
}

/** Without signatures, which say who may fetch a URL and until when; and in an order that does not depend on the manifest's. */
function stable(value: unknown): unknown {
  return sorted(value, (text) => stableUrl(text))
}

function sorted(value: unknown, text: (value: string) => string = (same) => same): unknown {
  if (typeof value === 'string') return text(value)
  if (Array.isArray(value)) return value.map((item) => sorted(item, text))
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(fields.map(([name, field]) => [name, sorted(field, text)]))
}

/** URLs expire, and their signatures are nobody's business. */
function keptOutputs(outputs: Outputs): Outputs {
  return definedOutputs(Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, isUrl(value) ? undefined : value])))
}

function isUrl(value: string | number): boolean {
  return typeof value === 'string' && /^https?:\/\//i.test(value)
}
