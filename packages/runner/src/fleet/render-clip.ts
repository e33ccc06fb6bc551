import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import type { Failure } from '../errors/failure-classes.ts'
import { allFiles, isUnsettled, type JobState, needsSubmission, type StateOf } from '../job/job-state.ts'
import { isKeyOld } from '../job/key-age.ts'
import { recover } from '../job/recover.ts'
import { filesOf } from '../job/request-nodes.ts'
import type { JobEnd } from '../run/job/job-end.ts'
import { JobRun } from '../run/job/job-run.ts'
import { runJob } from '../run/job/run-job.ts'
import type { RunContext } from '../run/run-context.ts'
import type { RunEventBody } from '../run/run-event.ts'
import type { ClipEnd, ClipOrder, ClipView } from './clips.ts'
import type { Contents } from './contents.ts'

/** What a worker renders a clip with. */
export type Rendering = {
  readonly order: ClipOrder
  /** Its journal has the records of the clip. */
  readonly context: Omit<RunContext, 'emit'>
  readonly contents: Contents
  /** Called with what the task reports while it renders. */
  readonly onProgress: (progress: ClipView['progress']) => void
  /** Called with each event of the job, for the log. */
  readonly onEvent: (event: RunEventBody) => void
}

/** `left`: the task has ended, and its file is still to be fetched. */
export type Rendered = ClipEnd | 'left'

/**
 * Works on a clip from the state in which the last worker left it: submits it once, polls its task, fetches its file into the store.
 *
 * @param until the status in which it is left for another workflow
 * @throws {FleetDatabaseError} if its state cannot be written
 */
export async function renderClip(rendering: Rendering, until?: 'fetching'): Promise<Rendered> {
  const { order, contents } = rendering
  const { key, instance } = order
  const story = new Story(rendering)
  const context: RunContext = { ...rendering.context, emit: (event) => story.note(event) }
  const known = context.journal.jobs.get(key)?.state
  const before = await settledEnd(known, contents)
  if (before !== undefined) return before
  // Nothing is paid for a run that could not fetch the file.
  if (known === undefined || needsSubmission(known)) await contents.requireProof(order.proof)
  for (const file of filesOf(instance.with)) await contents.input(file)
  const job = await startJob({ order, context, known })
  // A file that comes with the response itself is on this machine: another one cannot go on with it.
  const hasTask = context.session(instance.provider).table.operations[instance.operation]?.starts !== undefined
  const end = await runJob(job, defined({ until: hasTask ? until : undefined }))
  // Another worker goes on with what is in the database: no write of this one may come after that.
  await context.journal.write(() => undefined)
  if (end.outcome === 'waiting' && end.reason === 'in-flight') return 'left'
  const { state } = job
  if (state.phase === 'done') {
    for (const { sha256, path } of allFiles(state)) {
      const placed = join(context.options.plan.outputDir, ...path.split('/'))
      await contents.keep(sha256, placed)
      await rm(placed, { force: true })
    }
  }
  return story.end(end, state)
}

/** How a clip ended before, if nothing is left to do. A worker may have died after the last step. */
async function settledEnd(state: JobState | undefined, contents: Contents): Promise<ClipEnd | undefined> {
  if (isDefinite(state)) return { outcome: 'failed', failure: state.failure }
  if (state?.phase !== 'done') return undefined
  for (const { sha256 } of allFiles(state)) if (!(await contents.has(sha256))) return undefined
  return { outcome: 'done' }
}

/** Whether the submission failed for good. Another one is another clip. */
function isDefinite(state: JobState | undefined): state is StateOf<'failed'> {
  return state?.phase === 'failed' && state.maybeSent !== true
}

type Starting = { readonly order: ClipOrder; readonly context: RunContext; readonly known: JobState | undefined }

async function startJob({ order, context, known }: Starting): Promise<JobRun> {
  const { key, instance, fingerprint, ingredients, attempt } = order
  const { table } = context.session(instance.provider)
  const sentAt = isUnsettled(known) ? context.journal.attempts.underKey(known.key, { id: key, fingerprint })?.sentAt : undefined
  const start = recover(context.journal.jobs.get(key), {
    fingerprint,
    ingredients,
    idempotent: table.idempotency !== undefined,
    isKeyOld: isUnsettled(known) && isKeyOld(Date.parse(sentAt ?? ''), Date.now(), table.keyLifetimeSeconds),
    file: 'missing',
    forced: false,
    // The run that gave the order has chosen the attempt, and its key with it.
    lastAttempt: attempt - 1,
  })
  const { state, cause, was } = start
  const job = new JobRun(
    context,
    { ...instance, id: key },
    { fingerprint, ingredients, state, cause, sources: new Map(), ...defined({ was }) },
  )
  if (start.action === 'decide' && state.phase === 'uncertain') await job.markUncertain(state)
  return job
}

/** What a job reports, reduced to what runs read in the database. */
class Story {
  readonly #rendering: Rendering
  #failure: Failure | undefined

  constructor(rendering: Rendering) {
    this.#rendering = rendering
  }

  note(event: RunEventBody): void {
    this.#rendering.onEvent(event)
    switch (event.event) {
      case 'job.state': {
        const { state, raw, progress } = event
        return this.#rendering.onProgress({ state, ...defined({ raw, progress }) })
      }
      case 'job.failed': {
        const { class: kind, code, message, hint, resumable } = event
        this.#failure = { class: kind, code, message, ...defined({ hint }), retryable: resumable }
        return
      }
      case 'job.blocked':
        this.#failure = { class: BLOCKED[event.reason] ?? 'network', code: event.reason, message: event.message, retryable: false }
        return
      case 'job.uncertain':
        this.#failure = { class: 'unknown', code: 'outcome-unknown', message: event.message, hint: event.hint, retryable: false }
    }
  }

  end({ outcome }: JobEnd, state: JobState): ClipEnd {
    const failure = defined({ failure: this.#failure })
    if (outcome === 'done' || outcome === 'cached') return { outcome: 'done' }
    if (outcome === 'uncertain' || isDefinite(state)) return { outcome, ...failure } as ClipEnd
    return { outcome: outcome === 'failed' ? 'failed' : 'waiting', ...failure, isResumable: true }
  }
}

/** The class of a failure for each reason why a clip was not submitted. */
const BLOCKED: Readonly<Record<string, Failure['class']>> = { auth: 'auth', quota: 'quota' }
