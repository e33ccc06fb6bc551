import { resolve } from 'node:path'
import { defined } from '@shotlist/codegen/defined'
import type { Outputs, StepEvent } from '../job/job-state.ts'
import { filesOf, replaceNodes } from '../job/request-nodes.ts'
import type { JobInstance, PlannedProvider, Value } from '../plan/plan.ts'
import { StopReason } from '../run/job/job-end.ts'
import type { JobRun } from '../run/job/job-run.ts'
import { isKept } from '../run/job/keep-answer.ts'
import { preparePlacing } from '../run/job/place-result.ts'
import { outputOf } from '../run/job/sending/fill-request.ts'
import type { Request, Sender } from '../run/job/sending/sender.ts'
import type { ClipOrder, ClipView } from './clips.ts'
import { orderedFile } from './contents.ts'
import type { Fleet } from './fleet.ts'
import type { OrderedProviders } from './fleet-plan.ts'

type Sending = {
  readonly provider: PlannedProvider
  readonly providers: OrderedProviders
  /** Called with a clip that is done, so that its files are found in the store. */
  readonly noteFiles: (view: ClipView) => void
}

/** Gives the submissions of a run to the workers of a fleet, and waits until one of them has sent it. */
export function fleetSender(fleet: Fleet, { provider, providers, noteFiles }: Sending): Sender {
  return {
    /** The request with the outputs of other jobs. Files stay nodes, whose paths name their content. */
    async fill({ instance, start, context }) {
      const names = new Map<string, string>()
      for (const file of filesOf(instance.with)) names.set(file, orderedFile(await context.hashes.hash(file), file))
      return replaceNodes(instance.with, {
        file: (file, upload) => ({ $file: names.get(file), ...defined({ upload }) }),
        url: (url, upload) => ({ $url: url, upload }),
        output: (source, name) => outputOf(start.sources, source, name),
      })
    },
    async open({ instance, context }, request) {
      const { root } = context.options.plan
      for (const file of filesOf(instance.with)) await fleet.contents.keep(await context.hashes.hash(file), resolve(root, file))
      return request
    },
    async send(job, request, key) {
      const { workSignal } = job.context
      await fleet.offer(orderOf(job, { fleet, providers, request, key }), { provider, signal: workSignal })
      const view = await fleet.watch.until(key, isAnswered, workSignal)
      // What was sent is known now, with the ids of uploads. The record and the lockfile hold that.
      if (job.attempt !== undefined) job.attempt = { ...job.attempt, ...defined({ request: view.request }) }
      // The tasks that a worker has seen, because the provider's list may not have them any more.
      if (view.state?.phase === 'uncertain' && job.state.phase === 'sent')
        await job.setState({ ...job.state, ...defined({ candidates: view.state.candidates }) })
      noteFiles(view)
      const event = eventOf(view)
      if (event.type === 'returned-result') await keepFiles(job, event.outputs, fleet)
      return event
    },
  }
}

/** Copies files that came with the response itself to where the job looks for them. */
async function keepFiles({ context, id, instance, state }: JobRun, outputs: Outputs, { contents }: Fleet): Promise<void> {
  const { output } = instance
  if (output === undefined || !('key' in state)) return
  const kept = Object.values(outputs).filter((value): value is string => typeof value === 'string' && isKept(value))
  for (const value of kept)
    await contents.copyTo(value.slice(value.indexOf(':') + 1), preparePlacing(context, { job: id, key: state.key, output }).download.path)
}

type Given = {
  readonly fleet: Fleet
  readonly providers: OrderedProviders
  readonly request: Request
  readonly key: string
}

function orderOf(job: JobRun, { fleet, providers, request, key }: Given): ClipOrder {
  const { instance, start, context, price, state } = job
  const { plan, allowUnpriced = false } = context.options
  const provider = providers[instance.provider]
  if (provider === undefined) throw new Error(`the run has no provider ${instance.provider}`)
  const sent: JobInstance = {
    ...instance,
    with: request as Readonly<Record<string, Value>>,
    needs: [],
    picks: [],
    price,
    // The run that gives the order decides about retries, and each of them is a submission of its own.
    retries: { others: 0 },
  }
  return {
    key,
    project: fleet.project,
    provider,
    instance: sent,
    attempt: state.attempt,
    fingerprint: start.fingerprint,
    ingredients: start.ingredients,
    budget: plan.budget,
    allowUnpriced,
    proof: fleet.contents.proof,
    place: fleet.nextPlace(),
  }
}

/** Whether the outcome of the clip's submission is known, or no worker goes on with it. A result without a task is known with its files. */
function isAnswered({ state, end }: ClipView): boolean {
  if (end !== undefined) return true
  if ((state?.phase === 'fetching' || state?.phase === 'done') && state.taskId === undefined) return false
  return state !== undefined && state.phase !== 'ready' && state.phase !== 'intended' && state.phase !== 'sent'
}

/**
 * The outcome of a clip's submission.
 *
 * @throws {StopReason} if the budget of the project does not allow it
 */
function eventOf({ state, end, charged }: ClipView): StepEvent {
  const taskId = state !== undefined && 'taskId' in state ? state.taskId : undefined
  if (taskId !== undefined) return { type: 'accepted', taskId, ...defined({ charged }) }
  switch (state?.phase) {
    case 'fetching':
    case 'done':
      return { type: 'returned-result', outputs: state.outputs, ...defined({ charged }) }
    case 'failed':
      return state.maybeSent ? { type: 'no-response', failure: state.failure } : { type: 'refused', failure: state.failure }
    case 'uncertain':
      return { type: 'no-response', failure: state.failure, isFinal: true }
    default: {
      const failure = end?.failure ?? STOPPED
      if (end?.outcome === 'waiting' && failure.code === 'budget') throw new StopReason('budget', failure.message)
      return state?.phase === 'sent' ? { type: 'no-response', failure } : { type: 'turned-away', failure, because: 'transient' }
    }
  }
}

const STOPPED = {
  class: 'network',
  code: 'worker-stopped',
  message: 'the worker was stopped before it submitted the clip',
  retryable: true,
} as const
