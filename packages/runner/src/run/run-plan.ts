import { rmdir } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import { type Clock, systemClock } from '@shotlist/core'
import pLimit from 'p-limit'
import { v7 as uuidV7 } from 'uuid'
import { count } from '../errors/amounts.ts'
import { DeclinedError } from '../errors/money-errors.ts'
import { OutputError } from '../errors/output-errors.ts'
import { LockfileError } from '../errors/state-errors.ts'
import { PART_FOLDER } from '../files/part-file.ts'
import type { JobInstance, Plan } from '../plan/plan.ts'
import { forgetState } from '../store/forget-state.ts'
import { holdState } from '../store/journal/holder.ts'
import type { Journal } from '../store/journal/journal.ts'
import { type OpenedJournal, openOrRebuild } from '../store/journal/rebuild-journal.ts'
import { lockfileHash } from '../store/lockfile-text.ts'
import { makeStateFolder } from '../store/state-folder.ts'
import type { JobEnd } from './job/job-end.ts'
import { InFlightMark } from './lockfile/in-flight-mark.ts'
import { makeContext } from './make-context.ts'
import { capByBalances } from './prepare/cap-by-balances.ts'
import { manifestInstanceIdsOf, prepareRun } from './prepare/prepare-run.ts'
import { costOf } from './prepare/prices.ts'
import { warnAbandoned } from './prepare/warn-abandoned.ts'
import type { BlockReason, Cost, Counts, Emit, Outcome, RunEvent, RunEventBody } from './run-event.ts'
import type { RunOptions } from './run-options.ts'
import { scheduleJobs } from './schedule-jobs.ts'
import { makeStamp, type StampParts } from './unchanged/make-stamp.ts'
import { type Stamp, StampFolder } from './unchanged/stamp.ts'

/** The result of a run. */
export type RunSummary = { readonly run: string; readonly outcome: Outcome; readonly counts: Counts } & Cost

/** Parallel downloads, over all providers. More would only share the same bandwidth. */
const DOWNLOADS_IN_FLIGHT = 6

/**
 * Runs a plan: continues what earlier runs left, submits what must be rendered, downloads the files, writes the lockfile. Reports by events
 * and never prints. Resolves when every job has ended or is left for the next run.
 *
 * @throws {StateHeldError | JournalTooNewError | FrozenError | OverBudgetError | OverBalanceError | DeclinedError | MissingKeyError | LockfileError | InputError}
 * before anything is submitted
 * @throws {OutputError} before anything is submitted, or after the run if the lockfile cannot be written
 */
export async function runPlan(options: RunOptions): Promise<RunSummary> {
  const { state } = options
  makeStateFolder(state)
  const holder = holdState(state.path, options.verb)
  try {
    if (options.fresh) await forgetState(state, options.plan)
    const stamps = options.sources && new StampFolder(state, options.plan.manifestPath)
    const wasTrusted = stamps?.isTrusted() === true
    const opened = await openOrRebuild(state.journal, options.plan.manifestPath)
    const { summary, stamp } = await runHeld(options, opened).finally(() => opened.journal.close())
    stamps?.keep(stamp, { wasTrusted })
    return summary
  } finally {
    holder.release()
  }
}

async function runHeld(options: RunOptions, opened: OpenedJournal): Promise<{ summary: RunSummary; stamp: Stamp | undefined }> {
  const { plan, policy, clock = steadyClock } = options
  const { journal } = opened
  const startedAt = clock.now()
  const now = () => new Date((options.clock ?? systemClock).now()).toISOString()
  const run = uuidV7()
  const emit = emitter(run, { options, journal })
  noteRebuilt(opened, { plan, emit })
  const prepared = await prepareRun(options, opened)
  const clips = [...prepared.assessments.values()].filter(({ action }) => action === 'submit').length
  const { estimate } = prepared
  if (estimate.credits > 0 || estimate.unknown > 0 || estimate.most !== undefined) policy?.refuse?.({ clips, estimate })
  await capByBalances(options, prepared)
  if (clips > 0 && policy?.confirm !== undefined && !(await policy.confirm({ clips, estimate }))) throw new DeclinedError()
  const runEnd = new AbortController()
  const manifestInstanceIds = manifestInstanceIdsOf(options)
  const { assessments, lockfile } = prepared
  const mark = new InFlightMark({ plan, manifestInstanceIds, journal, lockfile, assessments, run, since: now() })
  const context = makeContext(options, {
    journal,
    prepared,
    mark,
    emit,
    clock,
    downloads: pLimit(DOWNLOADS_IN_FLIGHT),
    endSignal: runEnd.signal,
  })
  const record = { id: run, verb: options.verb, manifest: plan.manifestPath, startedAt: now() }
  const actions = [...prepared.assessments.values()].map(({ action }) => action)
  await journal.write(() => {
    journal.runs.save(record)
    if (actions.some((action) => action !== 'cached')) journal.lockfiles.forget()
  })
  const countOf = (...wanted: string[]) => actions.filter((action) => wanted.includes(action)).length
  emit({
    event: 'run.started',
    name: plan.name,
    manifest: plan.manifestPath,
    jobs: plan.instances.length,
    cached: countOf('cached'),
    resumed: countOf('resume', 'restore'),
    to_submit: countOf('submit'),
    estimate,
  })
  if (options.allowUnpriced)
    noteUncapped({ plan, submitted: plan.instances.filter(({ id }) => prepared.assessments.get(id)?.action === 'submit'), emit })
  if (!options.pull)
    await warnAbandoned({ journal, records: opened.records, assessments: prepared.assessments, jobs: options.manifestInstanceIds, emit })
  if (actions.some((action) => action !== 'cached')) await options.onStarted?.({ options, hashes: context.hashes })
  const ends = await scheduleJobs(context, prepared).finally(() => runEnd.abort())
  // Removes only an empty folder: partial downloads stay for the next run.
  await rmdir(join(plan.outputDir, PART_FOLDER)).catch(ignored)
  await context.sharing?.settled(context.workSignal)
  const counts = countEnds(ends.values())
  const lockfileUpdate = options.pull
    ? undefined
    : lockfile.update(plan, {
        picks: prepared.assessmentInputs.picks,
        ends,
        manifestInstanceIds,
        inFlightAfter: (present) => mark.remaining(ends, present),
      })
  // If the lockfile cannot be written, the run still ends properly: its clips are in place, and the next run writes the lockfile.
  const problem = await lockfileUpdate?.then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  const ended = outcomeOf(ends.values(), options.signal.aborted)
  const outcome = problem !== undefined && ended === 'done' ? 'failed' : ended
  await journal.write(() => journal.runs.save({ ...record, finishedAt: now(), outcome }))
  if (lockfileUpdate !== undefined && problem === undefined) await journal.trimSubmissionLog()
  const spent = context.budget.run
  emit({ event: 'run.finished', outcome, counts, ...spent, seconds: Math.round(clock.now() - startedAt) / 1000 })
  if (problem !== undefined) throw afterTheRun(problem.error, options.lockfile)
  const stamp = outcome === 'done' ? stampOf(options, { ends, shownPath: context.shownPath }) : undefined
  return { summary: { run, outcome, counts, ...spent }, stamp }
}

/** The stamp of a run that left everything up to date. None with a shared artifact store: only a full run notices what the store lacks. */
function stampOf(
  { plan, sources, lockfile, artifacts }: RunOptions,
  { ends, shownPath }: Pick<StampParts, 'ends' | 'shownPath'>,
): Stamp | undefined {
  const sha256 = lockfile === undefined ? undefined : lockfileHash(lockfile)
  if (sources === undefined || sha256 === undefined || artifacts?.shared !== undefined) return undefined
  return makeStamp({ plan, sources, lockfile: sha256, ends, shownPath })
}

/** A lockfile that became unreadable during the run is not bad input: clips were rendered, and the next run writes them into it. */
function afterTheRun(error: unknown, lockfile = ''): unknown {
  if (!(error instanceof LockfileError)) return error
  return new OutputError(lockfile, {
    problem: error.message,
    cause: error,
    ...defined({ hint: error.hint === undefined ? undefined : `${error.hint} Then run again.` }),
  })
}

/** Adds `at` and `run` to events, writes them into the journal, and passes them to `onEvent`. */
function emitter(run: string, { options, journal }: { options: RunOptions; journal: Journal }): (body: RunEventBody) => void {
  const { clock = systemClock } = options
  return (body) => {
    const { event, ...rest } = body
    const complete = { event, at: new Date(clock.now()).toISOString(), run, ...rest } as RunEvent
    // The journal already has what events of cached jobs say.
    if (event !== 'job.cached') journal.writeLater(() => journal.runs.addEvent(complete))
    options.onEvent(complete)
  }
}

/** A folder that cannot be removed does no harm. */
function ignored() {
  return undefined
}

function countEnds(ends: Iterable<JobEnd>): Counts {
  const counts = { done: 0, cached: 0, failed: 0, blocked: 0, uncertain: 0, waiting: 0 }
  for (const { outcome } of ends) counts[outcome] += 1
  return counts
}

/**
 * How a run ended, from how its jobs ended. If several outcomes apply, the one that the user must act on first: a run whose API key was
 * refused has failed jobs too.
 */
function outcomeOf(ends: Iterable<JobEnd>, isInterrupted: boolean): Outcome {
  if (isInterrupted) return 'interrupted'
  const outcomes = new Set<JobEnd['outcome']>()
  const reasons = new Set<BlockReason>()
  for (const end of ends) {
    outcomes.add(end.outcome)
    if ('reason' in end) reasons.add(end.reason)
    if (end.outcome === 'failed' && end.class === 'auth') reasons.add('auth')
  }
  if (reasons.has('auth')) return 'auth'
  if (outcomes.has('uncertain') || reasons.has('pick') || reasons.has('store')) return 'decision'
  if (reasons.has('budget')) return 'budget'
  return outcomes.has('failed') || outcomes.has('blocked') || reasons.has('deadline') || reasons.has('in-flight') ? 'failed' : 'done'
}

/**
 * A clock for waits and time limits that never jumps. The wall clock jumps when it is set: then a run would wait for hours, or give up on
 * every task at once.
 */
const steadyClock: Clock = {
  ...systemClock,
  now: () => performance.timeOrigin + performance.now(),
}

/** Warns that the journal was damaged or lacked submissions. */
function noteRebuilt({ rebuilt, redone }: OpenedJournal, { plan, emit }: { readonly plan: Plan; readonly emit: Emit }): void {
  if (rebuilt === undefined) {
    if (redone === 0) return
    const message = `the journal was cut off, replaced or deleted: it lacked ${count(redone, 'submission')}, restored from submissions.log beside it`
    emit({ event: 'run.warning', code: 'journal-rebuilt', message })
    return
  }
  const place = relative(plan.root, rebuilt.savedTo).replaceAll(sep, '/')
  emit({
    event: 'run.warning',
    code: 'journal-rebuilt',
    message: `the journal was damaged and is kept as ${place}; a new one has ${count(rebuilt.salvaged, 'record')} of it, and the rest comes from submissions.log, the lockfile and the providers`,
  })
}

type Submitted = { readonly plan: Plan; readonly submitted: readonly JobInstance[]; readonly emit: Emit }

/** Warns about clips that a cap cannot limit: their cost in its unit is known only when the provider charges it, or never. */
function noteUncapped({ plan: { budget, runBudget }, submitted, emit }: Submitted): void {
  const unpriced = submitted.filter((instance) => {
    const { provider } = instance
    const cost = costOf(instance)
    const total = { ...budget, ...runBudget }
    const { usd = total.usd, credits = total.credits } = budget.providers?.[provider] ?? {}
    return (usd !== undefined && cost.usd === undefined) || (credits !== undefined && cost.credits === undefined)
  })
  if (unpriced.length === 0) return
  const providers = [...new Set(unpriced.map(({ provider }) => provider))].join(', ')
  const clips = unpriced.length === 1 ? '1 clip' : `${unpriced.length} clips`
  const message = `the budget cannot limit ${clips} of ${providers}: the price is not known, and counts only when the provider charges it`
  emit({ event: 'run.warning', code: 'budget-blind', message })
}
