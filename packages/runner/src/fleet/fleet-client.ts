import { defined } from '@shotlist/codegen/defined'
import { createProviderClient, type FetchLike, HttpStatusError, type ProviderClient, type TaskSnapshot } from '@shotlist/core'
import type { ProviderTable } from '@shotlist/core/contract'
import type { Failure } from '../errors/failure-classes.ts'
import { allFiles } from '../job/job-state.ts'
import type { PlannedProvider } from '../plan/plan.ts'
import { resultFiles } from '../run/job/result-files.ts'
import type { Sender } from '../run/job/sending/sender.ts'
import type { Connection } from '../run/run-options.ts'
import type { ClipView } from './clips.ts'
import type { Fleet } from './fleet.ts'
import type { OrderedProviders } from './fleet-plan.ts'
import { fleetSender } from './fleet-sender.ts'

/**
 * Connects to a provider through a fleet. Its workers submit, poll and download; this process reads in the database what they did, and fetches
 * the files from the store.
 *
 * @param direct connects to the provider itself, for tasks that were submitted outside of the fleet
 */
export function connectThroughFleet(
  fleet: Fleet,
  { providers, direct }: { readonly providers: OrderedProviders; readonly direct: (provider: PlannedProvider) => Connection },
): (provider: PlannedProvider) => Connection {
  return (provider) => {
    const { table } = provider.model
    const reader = new ClipReader(fleet, table)
    const client: ProviderClient = {
      ...createProviderClient(table, { apiKey: 'fleet:fleet', fetch: refuse }),
      balance: async () => undefined,
      outputFetch: (kind, output, fetch) => async (url, init) => {
        const sha256 = reader.contentOf(String(url))
        return sha256 === undefined ? direct(provider).client.outputFetch(kind, output, fetch)(url, init) : fleet.contents.response(sha256)
      },
    }
    const poll: Sender['poll'] = async (kind, taskId, signal) =>
      (await reader.read(taskId, signal)) ?? direct(provider).client.read(kind, taskId, { retry: false, signal })
    return {
      client,
      account: 'fleet',
      sender: { ...fleetSender(fleet, { provider, providers, noteFiles: (view) => reader.noteFiles(view) }), poll },
    }
  }
}

/** Reads tasks in the database, and finds the content of their files. */
class ClipReader {
  readonly #fleet: Fleet
  readonly #table: ProviderTable
  /** The content of the files that this run has read the addresses of. */
  readonly #contents = new Map<string, string>()
  /** Clips by their tasks. */
  readonly #keys = new Map<string, string>()
  readonly #takenUp = new Set<string>()

  constructor(fleet: Fleet, table: ProviderTable) {
    this.#fleet = fleet
    this.#table = table
  }

  /** SHA-256 (hex) of the file at an address; undefined if the store does not have it. */
  contentOf(url: string): string | undefined {
    return this.#contents.get(url)
  }

  /** A task as its worker sees it; undefined if the fleet did not submit it. */
  async read(taskId: string, signal: AbortSignal): Promise<TaskSnapshot | undefined> {
    const { clips, watch } = this.#fleet
    const key = this.#keys.get(taskId) ?? (await clips.keyOfTask(this.#table.env.key, taskId))
    if (key === undefined) return undefined
    this.#keys.set(taskId, key)
    const view = await watch.next(key, signal)
    if (view === undefined) return undefined
    if (view.end?.isResumable === true && !this.#takenUp.has(key)) {
      // It ended in an earlier run. If it ends in this one again, the run reports that.
      await clips.takeUp(key)
      this.#takenUp.add(key)
      return snapshotOf(taskId, { key })
    }
    this.noteFiles(view)
    return snapshotOf(taskId, view)
  }

  /** Notes the content of a clip's files, for the downloads that follow. */
  noteFiles({ key, state, operation }: ClipView): void {
    if (state?.phase !== 'done' || state.file === undefined || operation === undefined) return
    const contents = new Map(allFiles(state).map(({ path, sha256 }) => [path, sha256]))
    const files = resultFiles({ table: this.#table, operation, outputs: state.outputs }, key)
    for (const { url, path } of files) this.#contents.set(url, contents.get(path) ?? '')
  }
}

const refuse: FetchLike = () => Promise.reject(new Error('a run through a fleet sends nothing to a provider'))

/** What a poll of the provider would report. The task has succeeded when its file is in the store. */
function snapshotOf(taskId: string, { state, end, progress, charged }: ClipView): TaskSnapshot {
  const facts = { taskId, known: true, outputs: {}, body: undefined, ...defined({ credits: charged }) }
  if (state?.phase === 'failed') return { ...facts, state: 'failed', failure: taskFailure(state.failure) }
  if (state?.phase === 'done' && end?.outcome === 'done') return { ...facts, state: 'succeeded', outputs: state.outputs }
  if (end?.failure !== undefined) throw failedRead(end.failure)
  if (state?.phase === 'uncertain') throw failedRead({ ...state.failure, class: 'not-found' })
  return {
    ...facts,
    state: progress?.state === 'queued' ? 'pending' : 'running',
    ...defined({ raw: progress?.raw, progress: progress?.progress }),
  }
}

function taskFailure({ class: kind, code, message, hint, retryable }: Failure): NonNullable<TaskSnapshot['failure']> {
  return { class: kind as never, code, message, retry: retryable, ...defined({ hint }) }
}

/** A read that did not succeed, as the worker told it. */
function failedRead({ class: kind, code, message, hint, retryable }: Failure): HttpStatusError {
  const request = { operation: 'read', method: 'GET', url: 'the fleet', traceId: '' }
  return new HttpStatusError(request, {
    status: 0,
    class: kind as never,
    providerCode: code,
    providerMessage: message,
    hint,
    retryable,
    billable: true,
  })
}
