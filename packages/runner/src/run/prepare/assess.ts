import { join } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import pLimit from 'p-limit'
import { ArtifactStoreError } from '../../errors/output-errors.ts'
import type { InputHashes } from '../../files/input-hashes.ts'
import { fillValues, sourcesOf, uploadsOf } from '../../job/fill-values.ts'
import { fingerprintOf, type Ingredients, stableUrl } from '../../job/fingerprint.ts'
import type { JobState, PlacedFile } from '../../job/job-state.ts'
import { isRendering, isUnanswered, needsSubmission } from '../../job/job-state.ts'
import { recover } from '../../job/recover.ts'
import type { JobInstance } from '../../plan/plan.ts'
import { stateOfAttempt } from '../../store/journal/state-of-attempt.ts'
import type { LockEntry } from '../../store/lockfile.ts'
import { holdsContent, outputFacts } from '../../store/outputs/output-facts.ts'
import { fromLockEntry } from '../lockfile/lock-entry.ts'
import { type Assessment, type Ready, renderOf, type Withheld } from './assessment.ts'
import type { Assessor } from './assessor.ts'

/** Parallel requests to the shared store. */
const STORE_REQUESTS_IN_FLIGHT = 16

/**
 * Assesses every job of a plan before anything runs: what it needs, by id.
 *
 * @throws {InputError} if a file that a job uploads cannot be read
 */
export async function assessPlan(assessor: Assessor): Promise<Map<string, Assessment>> {
  const assessments = new Map<string, Assessment>()
  await requestAhead(assessor)
  for (const instance of assessor.plan.instances) {
    const sources = [...sourcesOf(instance.with)]
    const renders = sources.length === 0 ? NO_RENDERS : new Map<string, string>()
    const unknown = sources.find((source) => {
      const id = assessor.picks.of(source) ?? source
      const render = renderOf(assessments.get(id))
      if (render !== undefined) renders.set(source, render)
      return render === undefined
    })
    const assessment =
      unknown === undefined
        ? await assess(instance, renders, assessor)
        : { action: 'submit' as const, cause: assessor.records.has(instance.id) ? `source ${unknown} changed` : 'new' }
    assessments.set(instance.id, assessment)
    assessor.picks.rendered(instance, renderOf(assessment))
  }
  return assessments
}

/** Shared by the jobs that use no outputs of others, which are most. */
const NO_RENDERS = new Map<string, string>()

/** Requests the shared renders of all jobs that use no outputs of others in parallel, because `assess` would request one after another. */
async function requestAhead({ plan, records, hashes, shared }: Assessor): Promise<void> {
  if (shared === undefined) return
  const limit = pLimit(STORE_REQUESTS_IN_FLIGHT)
  const roots = plan.instances.filter((instance) => sourcesOf(instance.with).size === 0)
  const request = async (instance: JobInstance): Promise<void> => {
    const fingerprint = fingerprintOf(await ingredientsOf(instance, { renders: new Map(), hashes }))
    if (records.get(instance.id)?.fingerprint !== fingerprint) await shared.find(fingerprint).catch(() => undefined)
  }
  await Promise.all(roots.map((instance) => limit(request, instance)))
}

const NOTHING: Earlier = {}

function renderOfEntry(entry: LockEntry): Earlier {
  return { locked: entry, entry, earlier: fromLockEntry(entry).state }
}

/** Assesses one job. @param renders by source, the renders whose outputs the job uses */
export async function assess(planned: JobInstance, renders: ReadonlyMap<string, string>, assessor: Assessor): Promise<Ready | Withheld> {
  const { journal, plan, hashes } = assessor
  const record = assessor.records.get(planned.id)
  const first = await ingredientsOf(planned, { renders, hashes })
  const firstFingerprint = fingerprintOf(first)
  const kept = record?.fingerprint === firstFingerprint ? undefined : assessor.seeds.of(planned, first)
  const instance = kept === undefined ? planned : { ...planned, with: { ...planned.with, [kept.field]: kept.seed } }
  const ingredients = kept === undefined ? first : { ...first, request: { ...first.request, [kept.field]: kept.seed }, seedOf: kept.base }
  const fingerprint = kept === undefined ? firstFingerprint : fingerprintOf(ingredients)
  const forced = assessor.force.has(instance.id) || assessor.force.has(instance.job)
  const own = record?.fingerprint === fingerprint ? record.state : undefined
  const later =
    own === undefined || needsSubmission(own)
      ? undefined
      : laterRender(own, { fingerprint, entry: assessor.changedLockfile()?.jobs[instance.id] })
  // A job that failed here, or was never sent, may have been rendered since: under another name, or on another machine.
  const isSettled = own !== undefined && later === undefined && !needsSubmission(own)
  const { locked, entry, earlier, lastNumber, storeProblem } = later
    ? renderOfEntry(later)
    : isSettled
      ? NOTHING
      : await findEarlier(instance, { fingerprint, forced, assessor })
  const state = isSettled ? own : earlier
  const file = state?.phase === 'done' ? await fileState(plan.outputDir, instance.output, state.file) : 'missing'
  const maybeSent = assessor.maybeSent.get(instance.id)
  const start = recover(later ? fromLockEntry(later) : (record ?? (locked && fromLockEntry(locked))), {
    fingerprint,
    ingredients,
    idempotent: plan.providers[instance.provider]?.model.table.idempotency !== undefined,
    isKeyOld: isUnanswered(state) && assessor.isKeyOld(journal.attempts.underKey(state.key, { id: instance.id, fingerprint })?.sentAt),
    file,
    forced,
    // Most jobs are cached: attempts are only read from the journal if another one may be made.
    lastAttempt:
      isSettled && file === 'intact' && assessor.force.size === 0
        ? 0
        : Math.max(
            lastNumber ?? journal.attempts.lastNumber(fingerprint),
            own?.attempt ?? 0,
            attemptIn(locked ?? (forced ? assessor.lockfile.content.jobs[instance.id] : undefined), fingerprint),
          ),
    ...defined({
      earlier,
      maybeSent: maybeSent === undefined ? undefined : { isKeyOld: maybeSent.since !== undefined && assessor.isKeyOld(maybeSent.since) },
    }),
  })
  if (storeProblem !== undefined && start.action === 'submit') return { action: 'withheld', reason: 'store', cause: storeProblem }
  return { ...start, fingerprint, ingredients, renders, ...defined({ entry, instance: kept ? instance : undefined }) }
}

/**
 * What a job's render depends on: its request with files by content, outputs of other jobs by the render they come from, and URLs
 * without signatures.
 *
 * @param renders by source, the render its outputs come from
 * @throws {InputError} if a file cannot be read
 */
async function ingredientsOf(
  instance: JobInstance,
  { renders, hashes }: { readonly renders: ReadonlyMap<string, string>; readonly hashes: InputHashes },
): Promise<Ingredients> {
  const contents = new Map<string, string>()
  for (const part of uploadsOf(instance.with)) if ('file' in part) contents.set(part.file, await hashes.hash(part.file))
  const request = fillValues(instance.with, {
    file: (file) => ({ sha256: contents.get(file) }),
    url: (url) => ({ url: stableUrl(url) }),
    output: (source, output) => ({ source, output, render: renders.get(source) }),
    text: stableUrl,
  })
  const { provider, operation, take } = instance
  return { provider, operation, request, ...defined({ take }) }
}

/**
 * The lockfile's render of a job, if it is later than what this folder's journal knows of the same request: a colleague rendered it again, or
 * settled a submission that is uncertain here. Attempts of one request are numbered over all machines that share the lockfile, so the higher
 * number is the later render. A submission in flight here is kept, unless the lockfile has that same submission as done.
 */
function laterRender(
  own: JobState,
  { fingerprint, entry }: { readonly fingerprint: string; readonly entry: LockEntry | undefined },
): LockEntry | undefined {
  if (entry === undefined || entry.fingerprint !== fingerprint) return undefined
  const { attempt, taskId } = fromLockEntry(entry).state
  if (attempt > own.attempt) return isRendering(own) ? undefined : entry
  const isSameTask = !('taskId' in own) || own.taskId === undefined || own.taskId === taskId
  return attempt === own.attempt && own.phase !== 'done' && isSameTask ? entry : undefined
}

/** The number of the attempt in the lockfile; the next attempt must have a higher one. */
function attemptIn(locked: LockEntry | undefined, fingerprint: string): number {
  return locked?.fingerprint === fingerprint ? fromLockEntry(locked).state.attempt : 0
}

/** Whether a file is still at the path of the output, with the content that was written. */
export async function fileState(
  outputDir: string,
  output: string | undefined,
  file: PlacedFile | undefined,
): Promise<'intact' | 'missing' | 'changed'> {
  if (output === undefined) return 'intact'
  if (file === undefined || file.path !== output) return 'missing'
  const path = join(outputDir, ...output.split('/'))
  const found = outputFacts(path)
  if (found === undefined) return 'missing'
  return (await holdsContent(path, file, found)) ? 'intact' : 'changed'
}

/** What is known of a job's render, apart from the job's record: from earlier attempts, the lockfile and the shared store. */
type Earlier = {
  /** The job's entry in the lockfile, of the same render or of another. */
  readonly locked?: LockEntry
  /** The render, from the lockfile (perhaps under another name) or from the shared store. */
  readonly entry?: LockEntry
  /** The state of its submission. */
  readonly earlier?: JobState
  /** The number of the last attempt with these ingredients in this folder; 0 if there is none. */
  readonly lastNumber?: number
  /** Why the shared store could not be read. */
  readonly storeProblem?: string
}

type Wanted = { readonly fingerprint: string; readonly forced: boolean; readonly assessor: Assessor }

/** Looks for a submission of these ingredients: in the journal, in the lockfile, and in the shared store. */
async function findEarlier({ id }: JobInstance, { fingerprint, forced, assessor }: Wanted): Promise<Earlier> {
  const { journal, lockfile, records, shared } = assessor
  const record = records.get(id)
  const known = record?.fingerprint === fingerprint ? record.state : undefined
  // If a forced render failed, the render before it counts: it is paid for, and is rendered again only by force.
  const since = known === undefined || (known.phase === 'failed' && known.forced === true) ? 0 : known.attempt
  const locked = lockfile.content.jobs[id]
  const attempts = journal.attempts.ofFingerprint(fingerprint)
  const own = attempts
    .filter(({ number }) => number >= since)
    .map(stateOfAttempt)
    .findLast((state) => state !== undefined)
  const facts = { lastNumber: attempts.at(-1)?.number ?? 0, ...defined({ locked }) }
  if (own !== undefined) return { ...facts, earlier: own }
  if (forced) return facts
  const ours =
    locked?.fingerprint === fingerprint ? locked : Object.values(lockfile.content.jobs).find((other) => other.fingerprint === fingerprint)
  const { entry, storeProblem } = ours === undefined ? await findShared(shared, fingerprint) : { entry: ours }
  if (storeProblem !== undefined) return { ...facts, storeProblem }
  // A render of this folder that --force has replaced does not count.
  const isLeft = since > 0 && attempts.some(({ key, state }) => key === entry?.key && state === 'succeeded')
  return entry === undefined || isLeft ? facts : { ...facts, entry, earlier: fromLockEntry(entry).state }
}

async function findShared(
  shared: Assessor['shared'],
  fingerprint: string,
): Promise<{ readonly entry?: LockEntry | undefined; readonly storeProblem?: string }> {
  try {
    return { entry: await shared?.find(fingerprint) }
  } catch (error) {
    if (error instanceof ArtifactStoreError) return { storeProblem: error.message }
    throw error
  }
}
