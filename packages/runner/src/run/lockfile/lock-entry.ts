import { defined } from '@shotlist/codegen/defined'
import { fingerprintOf, type Ingredients, stableUrl, submissionKey } from '../../job/fingerprint.ts'
import { allFiles, definedOutputs, type Outputs, type PlacedFile, placedFiles, type StateOf } from '../../job/job-state.ts'
import type { KnownJob } from '../../job/recover.ts'
import { canonicalJson } from '../../manifest/canonical-json.ts'
import type { Journal } from '../../store/journal/journal.ts'
import type { AttemptRecord, JobRecord } from '../../store/journal/records.ts'
import { type LockEntry, type LockedFile, lockedFiles } from '../../store/lockfile.ts'

/** Makes the lockfile entry of a finished job. */
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
    outputs: outputsWithoutUrls(state.outputs),
    ...fileFacts(state),
  }
}

/** The lockfile entry of a job, from the journal; undefined if the job is not done, or was not submitted from here. */
export function entryFromJournal(journal: Journal, id: string, record = journal.jobs.get(id)): LockEntry | undefined {
  if (record?.state.phase !== 'done') return undefined
  const { state } = record
  const attempt = journal.attempts.underKey(state.key, record)
  return attempt && toLockEntry(record, state, attempt)
}

/** The same entry with the present path and facts of its file. */
export function withFile(entry: LockEntry, state: StateOf<'done'>): LockEntry {
  const { others: _replaced, ...rest } = entry
  return { ...rest, ...fileFacts(state) }
}

/** What a lockfile entry says of its job, for a state folder that has no record of it, as in a fresh clone. */
export function fromLockEntry(entry: LockEntry): KnownJob & { readonly state: StateOf<'done'> } {
  const { fingerprint, key, task_id: taskId, credits, outputs = {} } = entry
  const ingredients = ingredientsOfEntry(entry)
  return {
    fingerprint,
    ...defined({ ingredients: fingerprintOf(ingredients) === fingerprint ? ingredients : undefined }),
    state: {
      phase: 'done',
      attempt: attemptNumberOf(fingerprint, key),
      key,
      outputs,
      ...defined({ taskId, charged: credits }),
      ...placedFiles(lockedFiles(entry).flatMap(fromLocked)),
    },
  }
}

function toLocked({ path: output, modifiedMs: _modified, ...facts }: PlacedFile): LockedFile {
  return { output, ...facts }
}

function fromLocked({ output: path, part, sha256, bytes, width, height, seconds }: LockedFile): PlacedFile[] {
  if (bytes === undefined) return []
  // A clone has other file times, so the hash decides.
  return [{ path, ...defined({ part }), sha256, bytes, modifiedMs: 0, ...defined({ width, height, seconds }) }]
}

/** Whether a render is later than the one in the entry: all machines that share the lockfile number the attempts of a request together. */
export function isNewerAttempt({ attempt }: StateOf<'done'>, entry: LockEntry): boolean {
  return attempt > attemptNumberOf(entry.fingerprint, entry.key)
}

/** What a render was made from, by its lockfile entry. */
export function ingredientsOfEntry({ provider, operation, take, request, inputs, seed_of: seedOf }: LockEntry): Ingredients {
  return {
    provider,
    operation,
    request: { ...request, ...inputs },
    ...defined({ take, seedOf }),
  }
}

/** The highest attempt number that is tried. */
const MAX_ATTEMPTS = 100

/** The attempt that a key belongs to, so that the next attempt gets another key. */
function attemptNumberOf(fingerprint: string, key: string): number {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) if (submissionKey(fingerprint, attempt) === key) return attempt
  return 1
}

/** The fields that were sent as ids, for example of an upload: what the ids stand for. */
function inputsOf(sent: Readonly<Record<string, unknown>>, { request }: Ingredients): Record<string, unknown> | undefined {
  const inputs = Object.entries(request).filter(([name, value]) => canonicalJson(sent[name]) !== canonicalJson(value))
  return inputs.length === 0 ? undefined : (sorted(Object.fromEntries(inputs)) as Record<string, unknown>)
}

function fileFacts(state: StateOf<'done'>): Partial<LockEntry> {
  const [first, ...others] = allFiles(state).map(toLocked)
  return { ...first, ...defined({ others: others.length === 0 ? undefined : others }) }
}

/** A request without the signatures of URLs, which are secret and expire, and with its keys sorted: their order in the manifest may change. */
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

/** The outputs without URLs, because URLs expire and their signatures are secret. */
function outputsWithoutUrls(outputs: Outputs): Outputs {
  return definedOutputs(Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, isUrl(value) ? undefined : value])))
}

function isUrl(value: Outputs[string]): boolean {
  return typeof value === 'object' ? value.some(isUrl) : typeof value === 'string' && /^https?:\/\//i.test(value)
}
