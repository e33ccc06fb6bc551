import { defined } from '@shotlist/codegen/defined'
import pLimit from 'p-limit'
import { fingerprintOf } from '../../job/fingerprint.ts'
import { isUnsettled } from '../../job/job-state.ts'
import { type Current, recover } from '../../job/recover.ts'
import { sourcesOf } from '../../job/request-nodes.ts'
import type { JobInstance } from '../../plan/plan.ts'
import type { MaybeSent } from '../../store/journal/maybe-sent.ts'
import { fromLockEntry } from '../lockfile/lock-entry.ts'
import { type Assessment, type KnownAssessment, renderOf, type Withheld } from './assessment.ts'
import type { AssessmentInputs } from './assessment-inputs.ts'
import { fileState } from './file-state.ts'
import { findKnownRender, type KnownRender, type Wanted } from './known-render.ts'
import { ingredientsOf, wantedRender } from './wanted-render.ts'

/** Parallel requests to the shared store. */
const STORE_REQUESTS_IN_FLIGHT = 16

/**
 * Assesses every job of a plan before anything runs: what it needs, by id.
 *
 * @throws {InputError} if a file that a job uploads cannot be read
 */
export async function assessPlan(inputs: AssessmentInputs): Promise<Map<string, Assessment>> {
  const assessments = new Map<string, Assessment>()
  await readSharedRenders(inputs)
  for (const instance of inputs.plan.instances) {
    const assessment = await assessInPlan(instance, { assessments, inputs })
    assessments.set(instance.id, assessment)
    inputs.picks.rendered(instance, renderOf(assessment))
  }
  return assessments
}

/** Reads the shared renders of all jobs that use no outputs of others in parallel, because `assess` would read one after another. */
async function readSharedRenders({ plan, records, hashes, shared }: AssessmentInputs): Promise<void> {
  if (shared === undefined) return
  const limit = pLimit(STORE_REQUESTS_IN_FLIGHT)
  const withoutSources = plan.instances.filter((instance) => sourcesOf(instance.with).size === 0)
  const read = async (instance: JobInstance): Promise<void> => {
    const fingerprint = fingerprintOf(await ingredientsOf(instance, { renders: NO_RENDERS, hashes }))
    if (records.get(instance.id)?.fingerprint !== fingerprint) await shared.find(fingerprint).catch(() => undefined)
  }
  await Promise.all(withoutSources.map((instance) => limit(read, instance)))
}

/** Shared by the jobs that use no outputs of others, which are most. */
const NO_RENDERS: ReadonlyMap<string, string> = new Map()

type Assessed = { readonly assessments: ReadonlyMap<string, Assessment>; readonly inputs: AssessmentInputs }

/** Assesses a job after the jobs whose outputs it uses. If one of them must be rendered first, the job's own request is not known yet. */
async function assessInPlan(instance: JobInstance, { assessments, inputs }: Assessed): Promise<Assessment> {
  const sources = sourcesOf(instance.with)
  if (sources.size === 0) return assess(instance, NO_RENDERS, inputs)
  const renders = new Map<string, string>()
  for (const source of sources) {
    const render = renderOf(assessments.get(inputs.picks.of(source) ?? source))
    if (render === undefined) return { action: 'submit', cause: inputs.records.has(instance.id) ? `source ${source} changed` : 'new' }
    renders.set(source, render)
  }
  return assess(instance, renders, inputs)
}

/**
 * Assesses one job: gathers what the manifest asks for and what is known of that render, then lets `recover` decide.
 *
 * @param renders by source, the renders whose outputs the job uses
 */
export async function assess(
  planned: JobInstance,
  renders: ReadonlyMap<string, string>,
  inputs: AssessmentInputs,
): Promise<KnownAssessment | Withheld> {
  const { instance, ingredients, fingerprint } = await wantedRender(planned, { renders, inputs })
  const { id, job, provider, output } = instance
  const wanted: Wanted = { id, fingerprint, forced: inputs.force.has(id) || inputs.force.has(job) }
  const known = await findKnownRender(wanted, inputs)
  const state = known.ownState ?? known.otherSubmission
  const file = state?.phase === 'done' ? await fileState(inputs.plan.outputDir, output, state) : 'missing'
  // Attempts are read from the journal only if another one may be made: most jobs are up to date by their own record.
  const isUpToDate = known.ownState !== undefined && file === 'intact' && inputs.force.size === 0
  const { idempotency, keyLifetimeSeconds } = inputs.plan.providers[provider]?.model.table ?? {}
  const isKeyOld = (sentAt: string | undefined): boolean => inputs.isKeyOld(sentAt, keyLifetimeSeconds)
  const start = recover(known.record, {
    fingerprint,
    ingredients,
    idempotent: idempotency !== undefined,
    isKeyOld: isUnsettled(state) && isKeyOld(inputs.journal.attempts.underKey(state.key, { id, fingerprint })?.sentAt),
    file,
    forced: wanted.forced,
    lastAttempt: isUpToDate ? 0 : lastAttemptOf(wanted, known, inputs),
    ...defined({ otherSubmission: known.otherSubmission, lostRecord: lostRecordOf(inputs.maybeSent.get(id), isKeyOld) }),
  })
  if (known.storeProblem !== undefined && start.action === 'submit')
    return { action: 'withheld', reason: 'store', cause: known.storeProblem }
  const withKeptSeed = instance === planned ? undefined : instance
  return { ...start, fingerprint, ingredients, renders, ...defined({ entry: known.renderEntry, instance: withKeptSeed }) }
}

/** The number of the last attempt at a render, in this folder and in the job's lockfile entry; 0 if there is none. */
function lastAttemptOf({ id, fingerprint, forced }: Wanted, { jobEntry }: KnownRender, inputs: AssessmentInputs): number {
  const record = inputs.records.get(id)
  const entry = jobEntry ?? (forced ? inputs.lockfile.content.jobs[id] : undefined)
  return Math.max(
    inputs.journal.attempts.lastNumber(fingerprint),
    record?.fingerprint === fingerprint ? record.state.attempt : 0,
    entry?.fingerprint === fingerprint ? fromLockEntry(entry).state.attempt : 0,
  )
}

function lostRecordOf(found: MaybeSent | undefined, isKeyOld: (sentAt: string | undefined) => boolean): Current['lostRecord'] {
  return found && { isKeyOld: found.sentBefore !== undefined && isKeyOld(found.sentBefore) }
}
