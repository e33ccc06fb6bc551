import type { JobInstance } from '../plan/plan.ts'
import { failureOf } from '../steps/failure-of.ts'
import { sourcesOf } from '../steps/fill-values.ts'
import type { StateOf } from '../steps/job-state.ts'
import { adoptJob } from './adopt-job.ts'
import { assess, type Ready } from './assess.ts'
import { isSuccess, type JobEnd, type JobResult } from './job-end.ts'
import { JobRun } from './job-run.ts'
import type { Prepared } from './prepare-run.ts'
import type { RunContext } from './run-context.ts'
import type { BlockReason } from './run-event.ts'
import { runJob } from './run-job.ts'

type Blocked = { readonly end: JobEnd; readonly sources?: never }
type Sources = ReadonlyMap<string, JobResult>

/** Lets every job go as soon as those it needs have succeeded. Resolves when all have ended, with how. */
export async function scheduleJobs(context: RunContext, prepared: Prepared): Promise<Map<string, JobEnd>> {
  const pending = new Map<string, Promise<JobEnd>>()
  const ends = new Map<string, JobEnd>()
  const scheduler = { context, prepared, pending, ends }
  context.options.pickDesk?.follow((group, take) => prepared.assessor.picks.pick(group, take))
  for (const instance of context.options.plan.instances) {
    pending.set(
      instance.id,
      endOf(instance, scheduler).then((end) => {
        ends.set(instance.id, end)
        if (isSuccess(end)) prepared.assessor.picks.succeeded(instance)
        if (isSuccess(end)) context.sharing?.add(instance.id)
        return end
      }),
    )
  }
  await Promise.all(pending.values())
  return ends
}

type Scheduler = {
  readonly context: RunContext
  readonly prepared: Prepared
  readonly pending: ReadonlyMap<string, Promise<JobEnd>>
  readonly ends: ReadonlyMap<string, JobEnd>
}

async function endOf(instance: JobInstance, scheduler: Scheduler): Promise<JobEnd> {
  const { context, prepared, pending } = scheduler
  await Promise.all(instance.needs.map((id) => pending.get(id)))
  for (const group of instance.picks) await takesOf(group, scheduler)
  const { end, sources } = gather(instance, scheduler)
  if (sources === undefined) return end
  try {
    const assessment = await reassess(instance, { sources, prepared })
    if (assessment.action === 'cached' && assessment.state.phase === 'done')
      return await cached(instance, { context, prepared, assessment, state: assessment.state })
    const { fingerprint, ingredients, state, cause, action, was, entry } = assessment
    const job = new JobRun(context, assessment.instance ?? instance, {
      fingerprint,
      ingredients,
      state,
      cause,
      sources,
      ...(was && { was }),
      ...(entry && { entry }),
    })
    if (action === 'decide' && state.phase === 'uncertain') await job.doubt(state)
    return await runJob(job)
  } catch (error) {
    // Only what no step foresaw comes here; the other jobs go on.
    const { class: kind, code, message } = failureOf(error)
    context.emit({ event: 'job.failed', job: instance.id, class: kind, code, message, resumable: true })
    return { status: 'failed', class: kind }
  }
}

/** Waits until it is clear which take of a group goes on: the picked one's end, the first success, or the end of all and then a pick. */
async function takesOf({ id, candidates }: JobInstance['picks'][number], { context, prepared, pending }: Scheduler): Promise<void> {
  const { picks } = prepared.assessor
  const ends = candidates.map((candidate) => pending.get(candidate))
  const picked = picks.of(id)
  if (picked !== undefined) await pending.get(picked)
  else if (picks.isAutomatic(id))
    await Promise.any(ends.map(async (end) => isSuccess(await end) || Promise.reject(end))).catch(() => undefined)
  else if ((await Promise.all(ends)).some(isSuccess) && picks.of(id) === undefined) {
    await pickAtDesk(id, context)
  }
}

async function pickAtDesk(group: string, { options: { pickDesk }, emit, working }: RunContext): Promise<void> {
  if (pickDesk === undefined) return
  const message = `the takes of ${group} are rendered: pick one on the review page, and what waits for it goes on`
  if (!pickDesk.isAwaited(group)) emit({ event: 'run.warning', code: 'pick-awaited', message })
  await pickDesk.picked(group, working)
}

/** The results a job builds on; or how it ends because one of them is not to be had. */
function gather(
  instance: JobInstance,
  { context, prepared, ends }: Scheduler,
): Blocked | { readonly end?: never; readonly sources: Sources } {
  const { picks } = prepared.assessor
  for (const id of instance.needs) if (!isSuccess(ends.get(id))) return blocked(instance, { by: id, end: ends.get(id), context })
  for (const { id, candidates } of instance.picks) {
    const picked = picks.of(id)
    if (picked === undefined) {
      const failed = candidates.every((candidate) => !isSuccess(ends.get(candidate)))
      return failed
        ? blocked(instance, { by: candidates[0] ?? id, end: ends.get(candidates[0] ?? ''), context })
        : waitsForPick(instance, id, context)
    }
    if (!isSuccess(ends.get(picked))) return blocked(instance, { by: picked, end: ends.get(picked), context })
  }
  const sources = new Map<string, JobResult>()
  for (const source of sourcesOf(instance.with)) {
    const end = ends.get(picks.of(source) ?? source)
    if (isSuccess(end)) sources.set(source, end)
  }
  return { sources }
}

function blocked(instance: JobInstance, { by, end, context }: { by: string; end: JobEnd | undefined; context: RunContext }): Blocked {
  if (end?.status === 'waiting' && end.reason === 'interrupted') return { end }
  const reason: BlockReason = end?.status === 'waiting' ? end.reason : 'dependency'
  const how = end === undefined ? 'is not part of this run' : HOW[end.status]
  context.emit({ event: 'job.blocked', job: instance.id, reason, by, message: `${by} ${how}` })
  return { end: { status: end?.status === 'waiting' ? 'waiting' : 'blocked', reason } }
}

const HOW: Readonly<Record<JobEnd['status'], string>> = {
  cached: 'is done',
  done: 'is done',
  failed: 'failed',
  blocked: 'was not submitted',
  waiting: 'is not finished',
  uncertain: 'may or may not have been submitted',
}

function waitsForPick(instance: JobInstance, group: string, context: RunContext): Blocked {
  const message = `waits for a take of ${group} to be picked: shotlist pick '${group}#N'`
  context.emit({ event: 'job.blocked', job: instance.id, reason: 'pick', by: group, message })
  return { end: { status: 'waiting', reason: 'pick' } }
}

/** What was found before the run holds unless a job it builds on was rendered anew since. */
async function reassess(instance: JobInstance, { sources, prepared }: { sources: Sources; prepared: Prepared }): Promise<Ready> {
  const renders = new Map([...sources].map(([source, { render }]) => [source, render]))
  const found = prepared.assessments.get(instance.id)
  if (found?.fingerprint !== undefined && [...renders].every(([source, render]) => found.renders.get(source) === render)) return found
  return assess(instance, renders, prepared.assessor)
}

type Cached = { readonly context: RunContext; readonly prepared: Prepared; readonly assessment: Ready; readonly state: StateOf<'done'> }

async function cached(instance: JobInstance, { context, prepared, assessment, state }: Cached): Promise<JobEnd> {
  const { file, outputs, taskId, key } = state
  const isKnown = prepared.assessor.records.get(instance.id)?.fingerprint === assessment.fingerprint
  if (!isKnown) await adoptJob(instance, { context, assessment, state })
  context.emit({
    event: 'job.cached',
    job: instance.id,
    ...(file && { file: context.shownPath(file.path), sha256: file.sha256 }),
  })
  return { status: 'cached', outputs, render: taskId ?? key, ...(file && { file }) }
}
