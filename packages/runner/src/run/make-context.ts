import { relative, sep } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import type { Clock } from '@shotlist/core'
import type { LimitFunction } from 'p-limit'
import type { Journal } from '../store/journal/journal.ts'
import { ArtifactSharing } from './job/artifact-sharing.ts'
import { StopReason } from './job/job-end.ts'
import type { InFlightMark } from './lockfile/in-flight-mark.ts'
import type { Prepared } from './prepare/prepare-run.ts'
import { ProviderSession } from './provider/provider-session.ts'
import { SharedSlots } from './provider/slots.ts'
import { Uploader } from './provider/uploader.ts'
import type { RunContext } from './run-context.ts'
import type { Emit } from './run-event.ts'
import type { RunOptions } from './run-options.ts'

type Parts = {
  readonly journal: Journal
  readonly prepared: Prepared
  readonly mark: InFlightMark
  readonly emit: Emit
  readonly clock: Clock
  readonly downloads: LimitFunction
  /** Aborts when the run is over. */
  readonly endSignal: AbortSignal
}

/** The run ended before its deadline. */
function ignored() {
  return undefined
}

/**
 * Makes what the jobs of a run share, and connects to every provider that they need.
 *
 * @throws {MissingKeyError | HostNotNamedError} before anything is sent
 */
export function makeContext(options: RunOptions, { journal, prepared, mark, emit, clock, downloads, endSignal }: Parts): RunContext {
  const { plan, signal } = options
  const { hashes } = prepared.assessmentInputs
  const store = options.artifacts?.shared
  const submitController = new AbortController()
  const workController = new AbortController()
  const stopAll = (reason: StopReason) => {
    submitController.abort(reason)
    workController.abort(reason)
  }
  const interrupt = () => stopAll(new StopReason('interrupted', 'the run was interrupted'))
  if (signal.aborted) interrupt()
  else signal.addEventListener('abort', interrupt, { once: true })
  if (options.deadlineMs !== undefined) {
    const reason = new StopReason('deadline', 'the time limit of the run has passed; run again to continue')
    clock.sleep(options.deadlineMs, endSignal).then(() => stopAll(reason), ignored)
  }

  const dir = relative(plan.root, plan.outputDir).replaceAll(sep, '/')
  const shownDir = dir === '' ? '' : `${dir}/`
  const shared = new SharedSlots(plan.concurrency)
  const sessions = new Map<string, ProviderSession>()
  const session = (id: string): ProviderSession => {
    const known = sessions.get(id)
    if (known !== undefined) return known
    const provider = plan.providers[id]
    if (provider === undefined) throw new Error(`the plan has no provider ${id}`)
    const { concurrency, requestsPerMinute } = provider
    const moderationLimit = plan.stopAfter.moderation
    const made = new ProviderSession({
      id,
      ...options.connect(provider),
      concurrency,
      requestsPerMinute,
      shared,
      overcharges: prepared.overcharges,
      clock,
      emit,
      endSignal,
      submitSignal: submitController.signal,
      ...defined({ pace: options.pace, moderationLimit }),
    })
    sessions.set(id, made)
    return made
  }
  // `pull` connects when a job needs it: a missing API key fails only the jobs that cannot be fetched without it.
  for (const { id, provider } of options.pull ? [] : plan.instances) {
    const action = prepared.assessments.get(id)?.action
    if (action === 'submit' || action === 'resume' || action === 'decide' || (action === 'restore' && !prepared.stored.has(id)))
      session(provider)
  }

  return {
    options,
    journal,
    hashes,
    uploads: new Uploader(plan.root, { journal, hashes }),
    budget: prepared.budget,
    clock,
    random: options.random ?? Math.random,
    emit,
    downloads,
    markInFlight: () => mark.write(),
    sharing: store && new ArtifactSharing(store, { journal, emit, outputDir: plan.outputDir }),
    shownPath: (path) => `${shownDir}${path}`,
    session,
    workSignal: workController.signal,
    stopSubmitting: (reason) => submitController.abort(reason),
  }
}
