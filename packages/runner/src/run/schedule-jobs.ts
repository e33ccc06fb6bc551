import { defined } from '@shotlist/codegen/defined'
import { commandLine } from '../errors/command-line.ts'
import { failureOf } from '../job/failure.ts'
import { renderName } from '../job/fingerprint.ts'
import { allFiles, placedFiles, type StateOf } from '../job/job-state.ts'
import { sourcesOf } from '../job/request-nodes.ts'
import type { JobInstance } from '../plan/plan.ts'
import { adoptJob } from './job/adopt-job.ts'
import { isSuccess, type JobEnd, type JobResult, resultOf, StopReason } from './job/job-end.ts'
import { JobRun } from './job/job-run.ts'
import { runJob } from './job/run-job.ts'
import { assess } from './prepare/assess.ts'
import type { KnownAssessment, Withheld } from './prepare/assessment.ts'
import type { ForeignFile } from './prepare/guard-outputs.ts'
import type { Prepared } from './prepare/prepare-run.ts'
import type { Slot, Waiter } from './provider/slots.ts'
import type { RunContext } from './run-context.ts'
import type { BlockReason } from './run-event.ts'

type Blocked = { readonly end: JobEnd; readonly sources?: never }
type SourceResults = ReadonlyMap<string, JobResult>

/** Starts every job as soon as the jobs it needs have succeeded. Resolves when all have ended, with the end of each by id. */
export async function scheduleJobs(context: RunContext, prepared: Prepared): Promise<Map<string, JobEnd>> {
  const { plan, takePicker } = context.options
  const scheduler: Scheduler = { context, prepared, pending: pendingSources(plan.instances), ends: new Map() }
  takePicker?.onPick((group, pick) => prepared.assessmentInputs.picks.pick(group, pick))
  let left = plan.instances.length
  await new Promise<void>((resolve, reject) => {
    const runInstance = async (instance: JobInstance, held?: HeldSlot): Promise<void> => {
      noteEnd(instance, await endOf(instance, scheduler, held), scheduler)
      left -= 1
      if (left === 0) resolve()
    }
    const begin: Begin = (instance, held) => void runInstance(instance, held).catch(reject)
    if (left === 0) resolve()
    for (const instance of plan.instances) beginWithSlot(instance, scheduler, begin)
  })
  return scheduler.ends
}

type Scheduler = {
  readonly context: RunContext
  readonly prepared: Prepared
  /** By id, the ends of jobs that other jobs need. */
  readonly pending: ReadonlyMap<string, PromiseWithResolvers<JobEnd>>
  readonly ends: Map<string, JobEnd>
}

/** Starts a job. @param held the slot that it has waited for, if it needed to */
type Begin = (instance: JobInstance, held?: HeldSlot) => void

type HeldSlot = { readonly slot: Slot; readonly ticket: number }

function pendingSources(instances: readonly JobInstance[]): Scheduler['pending'] {
  const known = new Set(instances.map(({ id }) => id))
  const pending = new Map<string, PromiseWithResolvers<JobEnd>>()
  const add = (id: string) => {
    if (known.has(id) && !pending.has(id)) pending.set(id, Promise.withResolvers())
  }
  for (const { needs, picks } of instances) {
    needs.forEach(add)
    for (const { candidates } of picks) candidates.forEach(add)
  }
  return pending
}

/**
 * Starts a job. One that only needs a slot starts when it has the slot: thousands of jobs may wait, and a started job uses a hundred times the
 * memory.
 */
function beginWithSlot(instance: JobInstance, { context, prepared }: Scheduler, begin: Begin): void {
  const { needs, picks, provider } = instance
  const found = prepared.assessments.get(instance.id)
  const needsOnlySlot = needs.length === 0 && picks.length === 0 && found?.action === 'submit' && found.fingerprint !== undefined
  if (!needsOnlySlot || context.options.pull === true) return begin(instance)
  const { slots, submitSignal } = context.session(provider)
  slots.wait(new QueuedJob(instance, { ticket: slots.ticket(), signal: submitSignal, begin }))
}

/** A job that waits for a slot. If submissions stop, the job starts without one, and reports that it is not submitted. */
class QueuedJob implements Waiter {
  readonly ticket: number
  readonly signal: AbortSignal
  readonly #instance: JobInstance
  readonly #begin: Begin

  constructor(instance: JobInstance, { ticket, signal, begin }: Pick<Waiter, 'ticket' | 'signal'> & { readonly begin: Begin }) {
    this.ticket = ticket
    this.signal = signal
    this.#instance = instance
    this.#begin = begin
  }

  resolve(slot: Slot): void {
    this.#begin(this.#instance, { slot, ticket: this.ticket })
  }

  reject(): void {
    this.#begin(this.#instance)
  }
}

function noteEnd(instance: JobInstance, end: JobEnd, { context, prepared, pending, ends }: Scheduler): void {
  const { id } = instance
  const waiting = pending.get(id)
  // Outputs that no other job needs are not kept in memory.
  ends.set(id, waiting === undefined && isSuccess(end) ? { ...end, outputs: {} } : end)
  prepared.assessments.delete(id)
  const result = resultOf(end)
  if (result !== undefined) prepared.assessmentInputs.picks.succeeded(instance, result.render)
  if (isSuccess(end)) context.sharing?.add(id)
  waiting?.resolve(end)
}

async function endOf(instance: JobInstance, scheduler: Scheduler, held: HeldSlot | undefined): Promise<JobEnd> {
  const { context, prepared, pending } = scheduler
  const foreign = prepared.foreign.get(instance.id)
  if (foreign !== undefined && prepared.assessments.get(instance.id)?.action !== 'cached')
    return failedByForeignFile(instance, { context, prepared, foreign })
  await Promise.all(instance.needs.map((id) => pending.get(id)?.promise))
  for (const group of instance.picks) await takesOf(group, scheduler)
  const { end, sources } = gatherSources(instance, scheduler)
  if (sources === undefined) return end
  try {
    const assessment = await reassess(instance, { sources, prepared })
    if (assessment.action === 'withheld') return withheld(instance, assessment, context)
    if (assessment.action === 'cached' && assessment.state.phase === 'done')
      return await cached(instance, { context, prepared, assessment, state: assessment.state })
    const { fingerprint, ingredients, state, cause, action, was, entry } = assessment
    const job = new JobRun(context, assessment.instance ?? instance, {
      fingerprint,
      ingredients,
      state,
      cause,
      sources,
      ...defined({ was, entry }),
    })
    job.slot = held?.slot
    job.ticket = held?.ticket
    if (action === 'decide' && state.phase === 'uncertain') await job.markUncertain(state)
    return await runJob(job)
  } catch (error) {
    // An unexpected error fails only this job.
    const { class: kind, code, message } = failureOf(error)
    context.emit({ event: 'job.failed', job: instance.id, class: kind, code, message, resumable: true })
    return { outcome: 'failed', class: kind }
  } finally {
    held?.slot.release()
  }
}

type ForeignFileFailure = { readonly context: RunContext; readonly prepared: Prepared; readonly foreign: ForeignFile }

/** Fails a job because a foreign file is at its output path. Jobs that need it continue with its render, if there is one. */
function failedByForeignFile(instance: JobInstance, { context, prepared, foreign: { error } }: ForeignFileFailure): JobEnd {
  const { id } = instance
  const { class: kind, code, message, hint } = failureOf(error)
  context.emit({ event: 'job.failed', job: id, class: kind, code, message, ...defined({ hint }), resumable: true })
  if (context.options.failFast) context.stopSubmitting(new StopReason('fail-fast', `${id} failed, and --fail-fast was given`, id))
  const found = prepared.assessments.get(id)
  const rendered =
    found?.fingerprint === undefined ? undefined : (found.was ?? (found.state.phase === 'fetching' ? found.state : undefined))
  if (rendered === undefined) return { outcome: 'failed', class: kind }
  return { outcome: 'failed', class: kind, result: { outputs: rendered.outputs, render: renderName(rendered) } }
}

/**
 * Waits until the take that a group continues with is known: until the picked take has ended, or with `pick: first` until one has succeeded;
 * otherwise until all have ended, and then for the user's pick.
 */
async function takesOf({ id, candidates }: JobInstance['picks'][number], { context, prepared, pending }: Scheduler): Promise<void> {
  const { picks } = prepared.assessmentInputs
  const ends = candidates.map((candidate) => pending.get(candidate)?.promise)
  const picked = picks.of(id)
  if (picked !== undefined) await pending.get(picked)?.promise
  else if (picks.isAutomatic(id))
    await Promise.any(ends.map(async (end) => resultOf(await end) ?? Promise.reject(end))).catch(() => undefined)
  // Checked again, because the picked take may have been rendered again meanwhile.
  if (picks.of(id) !== undefined || picks.isAutomatic(id)) return
  if ((await Promise.all(ends)).some(resultOf) && picks.of(id) === undefined) await awaitPick(id, context)
}

async function awaitPick(group: string, { options: { takePicker }, emit, workSignal }: RunContext): Promise<void> {
  if (takePicker === undefined) return
  if (takePicker.ask !== undefined) return takePicker.ask()
  const message = `the takes of ${group} are rendered: pick one on the review page, and the jobs that wait for it continue`
  if (!takePicker.isAwaited(group)) emit({ event: 'run.warning', code: 'pick-awaited', message })
  await takePicker.picked(group, workSignal)
}

/** The results that a job needs; or how it ends because one of them is missing. */
function gatherSources(
  instance: JobInstance,
  { context, prepared, ends }: Scheduler,
): Blocked | { readonly end?: never; readonly sources: SourceResults } {
  const { picks } = prepared.assessmentInputs
  for (const id of instance.needs)
    if (resultOf(ends.get(id)) === undefined) return blocked(instance, { by: id, end: ends.get(id), context })
  for (const { id, candidates } of instance.picks) {
    const picked = picks.of(id)
    if (picked === undefined) {
      const failed = candidates.every((candidate) => resultOf(ends.get(candidate)) === undefined)
      return failed
        ? blocked(instance, { by: candidates[0] ?? id, end: ends.get(candidates[0] ?? ''), context })
        : waitsForPick(instance, id, { context, dropped: picks.dropped(id) })
    }
    if (resultOf(ends.get(picked)) === undefined) return blocked(instance, { by: picked, end: ends.get(picked), context })
  }
  const sources = new Map<string, JobResult>()
  for (const source of sourcesOf(instance.with)) {
    const result = resultOf(ends.get(picks.of(source) ?? source))
    if (result !== undefined) sources.set(source, result)
  }
  return { sources }
}

function blocked(instance: JobInstance, { by, end, context }: { by: string; end: JobEnd | undefined; context: RunContext }): Blocked {
  if (end?.outcome === 'waiting' && end.reason === 'interrupted') return { end }
  const reason: BlockReason = end?.outcome === 'waiting' ? end.reason : 'dependency'
  const how = end === undefined ? 'is not part of this run' : END_WORDS[end.outcome]
  context.emit({ event: 'job.blocked', job: instance.id, reason, by, message: `${by} ${how}` })
  return { end: { outcome: end?.outcome === 'waiting' ? 'waiting' : 'blocked', reason } }
}

const END_WORDS: Readonly<Record<JobEnd['outcome'], string>> = {
  cached: 'is done',
  done: 'is done',
  failed: 'failed',
  blocked: 'was not submitted',
  waiting: 'is not finished',
  uncertain: 'may or may not have been submitted',
}

function waitsForPick(
  instance: JobInstance,
  group: string,
  { context, dropped }: { context: RunContext; dropped: string | undefined },
): Blocked {
  const rehearsal = context.options.verb === 'rehearse' ? ['--rehearsal'] : []
  const why = dropped === undefined ? '' : ` (${dropped} was picked, but was rendered again since)`
  const message = `waits for a take of ${group} to be picked${why}: ${commandLine(['pick', `${group}#N`, ...rehearsal, ...(context.options.commandOptions ?? [])])}`
  context.emit({ event: 'job.blocked', job: instance.id, reason: 'pick', by: group, message })
  return { end: { outcome: 'waiting', reason: 'pick' } }
}

function withheld({ id }: JobInstance, { reason, cause }: Withheld, { emit }: RunContext): JobEnd {
  const message =
    reason === 'store'
      ? `another machine may have rendered it, and the shared store cannot be read: ${cause}. Fix that, or pay for a new render: shotlist run --without-store`
      : cause
  emit({ event: 'job.blocked', job: id, reason, message })
  return { outcome: 'waiting', reason }
}

/** Returns the assessment from before the run, or a new one if a job that it needs was rendered again since. */
async function reassess(
  instance: JobInstance,
  { sources, prepared }: { sources: SourceResults; prepared: Prepared },
): Promise<KnownAssessment | Withheld> {
  const renders = new Map([...sources].map(([source, { render }]) => [source, render]))
  const found = prepared.assessments.get(instance.id)
  if (found?.action === 'withheld') return found
  if (found?.fingerprint !== undefined && [...renders].every(([source, render]) => found.renders.get(source) === render)) return found
  return assess(instance, renders, prepared.assessmentInputs)
}

type Cached = {
  readonly context: RunContext
  readonly prepared: Prepared
  readonly assessment: KnownAssessment
  readonly state: StateOf<'done'>
}

async function cached(instance: JobInstance, { context, prepared, assessment, state }: Cached): Promise<JobEnd> {
  const { outputs } = state
  const record = prepared.assessmentInputs.records.get(instance.id)
  const isKnown = record?.fingerprint === assessment.fingerprint && 'key' in record.state && record.state.key === state.key
  // A file that the user edited is not recorded, because the record would say that the render made it.
  if (!isKnown && !prepared.foreign.has(instance.id)) await adoptJob(instance, { context, assessment, state })
  const [file, ...others] = allFiles(state).map(({ path, sha256 }) => ({ file: context.shownPath(path), sha256 }))
  context.emit({ event: 'job.cached', job: instance.id, ...file, ...defined({ others: others.length === 0 ? undefined : others }) })
  return { outcome: 'cached', outputs, render: renderName(state), ...placedFiles(allFiles(state)) }
}
