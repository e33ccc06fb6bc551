import { defined } from '@shotlist/codegen/defined'
import type { RecentTask } from '@shotlist/core'
import type { ProviderTable } from '@shotlist/core/contract'
import type { Ingredients } from '../../job/fingerprint.ts'
import type { Candidate } from '../../job/job-state.ts'
import { canonicalJson } from '../../manifest/canonical-json.ts'
import type { AttemptRecord } from '../../store/journal/records.ts'

/** A submission that was never answered. */
export type LostSubmission = {
  readonly operation: string
  readonly request?: Readonly<Record<string, unknown>>
  /** ISO time. */
  readonly sentAt?: string
}

/** Whoever lists a provider's recent tasks. */
export type RecentTasks = {
  readonly table: ProviderTable
  recent(kind: string, options: { readonly signal: AbortSignal }): Promise<readonly RecentTask[]>
}

/**
 * What is known of a submission. Where the record of it was lost, its request is known as far as it is plain: what was uploaded, or came from
 * another job, had ids that nobody knows.
 */
export function lostSubmission({ operation, request }: Ingredients, attempt: AttemptRecord | undefined): LostSubmission {
  const plain = Object.entries(request).filter(([, value]) => typeof value !== 'object')
  const { sentAt } = attempt ?? {}
  return { operation, request: attempt?.request ?? Object.fromEntries(plain), ...defined({ sentAt }) }
}

/** Clocks of two machines differ by so much, in milliseconds, and nobody need worry. */
const CLOCK_TOLERANCE_MS = 120_000

/** What a provider's list of recent tasks can tell of a submission. That it has none of it proves nothing: lists are short, and lag behind. */
export type RecentList = {
  /** How many tasks it has. */
  readonly tasks: number
  /** When the oldest of them was made, ISO time; absent where the provider does not say. */
  readonly since?: string
  /** Whether it goes back to before the submission; absent where that cannot be told. */
  readonly reachesBack?: boolean
}

/** What was found of a lost submission. */
export type Found = { readonly candidates: readonly Candidate[]; readonly list: RecentList }

/**
 * Looks among the provider's recent tasks for those that a lost submission may have started. Undefined where the provider cannot list them.
 *
 * @param isTaken whether a task is known to belong to another submission
 * @throws what core's `recent` throws
 */
export async function findLostTask(
  provider: RecentTasks,
  lost: LostSubmission,
  { isTaken, signal }: { readonly isTaken: (taskId: string) => boolean; readonly signal: AbortSignal },
): Promise<Found | undefined> {
  const kind = provider.table.operations[lost.operation]?.starts
  if (kind === undefined || provider.table.tasks[kind]?.recent === undefined) return undefined
  const tasks = await provider.recent(kind, { signal })
  const free = tasks.flatMap(({ snapshot, ...facts }) => (isTaken(snapshot.taskId) ? [] : [{ taskId: snapshot.taskId, ...facts }]))
  return { candidates: candidatesAmong(free, lost), list: listOf(tasks, lost) }
}

function listOf(tasks: readonly Pick<RecentTask, 'createdAt'>[], { sentAt }: LostSubmission): RecentList {
  const times = tasks.flatMap(({ createdAt }) => (createdAt === undefined ? [] : [createdAt * 1000]))
  if (times.length === 0) return { tasks: tasks.length }
  const oldest = Math.min(...times)
  const reachesBack = sentAt === undefined ? {} : { reachesBack: oldest < Date.parse(sentAt) - CLOCK_TOLERANCE_MS }
  return { tasks: tasks.length, since: new Date(oldest).toISOString(), ...reachesBack }
}

/** What is found now, and what was seen before: that a list does not have a task any more does not make it another. */
export function mergeCandidates(
  found: readonly Candidate[],
  seen: readonly Candidate[] = [],
  isTaken: (taskId: string) => boolean,
): Candidate[] {
  const ids = new Set(found.map(({ taskId }) => taskId))
  return likeliestFirst([...found, ...seen.filter(({ taskId, isAnswer }) => !ids.has(taskId) && (isAnswer === true || !isTaken(taskId)))])
}

/** How far a list goes back, in words. */
export function listReachText({ tasks, since, reachesBack }: RecentList): string {
  if (tasks === 0) return 'its list of recent tasks is empty, which proves nothing'
  const has = `its list of recent tasks (${tasks})`
  if (since === undefined) return `${has} does not say how far it goes back`
  if (reachesBack === undefined) return `${has} goes back to ${since}`
  return reachesBack ? `${has} goes back to ${since}, before the submission` : `${has} goes back to ${since} only, after the submission`
}

function likeliestFirst(candidates: readonly Candidate[]): Candidate[] {
  return candidates.toSorted((a, b) => Number(b.isSameRequest ?? false) - Number(a.isSameRequest ?? false))
}

/** A task as the provider lists it. `createdAt` is in unix seconds. */
export type ListedTask = { readonly taskId: string; readonly request?: unknown; readonly createdAt?: number }

/** Those made since, from the same request as far as the provider says; the likeliest first. */
export function candidatesAmong(tasks: readonly ListedTask[], { request, sentAt }: LostSubmission): Candidate[] {
  const since = sentAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(sentAt) - CLOCK_TOLERANCE_MS
  return likeliestFirst(
    tasks.flatMap((task): Candidate[] => {
      const madeMs = task.createdAt === undefined ? undefined : task.createdAt * 1000
      if (madeMs !== undefined && madeMs < since) return []
      const isSameRequest = compare(request, task.request)
      if (isSameRequest === false) return []
      return [
        {
          taskId: task.taskId,
          ...defined({ createdAt: madeMs === undefined ? undefined : new Date(madeMs).toISOString(), isSameRequest }),
        },
      ]
    }),
  )
}

/** Providers add fields of their own to what they show of a request; every one that was sent must be the same, or not shown. */
function compare(sent: Readonly<Record<string, unknown>> | undefined, shown: unknown): boolean | undefined {
  if (sent === undefined || typeof shown !== 'object' || shown === null) return undefined
  const both = Object.entries(sent).filter(([name]) => Object.hasOwn(shown, name))
  if (both.length === 0) return undefined
  return both.every(([name, value]) => textOf(value) === textOf((shown as Record<string, unknown>)[name]))
}

/** Ids travel as digits here and as numbers there. */
function textOf(value: unknown): string {
  return typeof value === 'object' ? canonicalJson(value) : String(value)
}
