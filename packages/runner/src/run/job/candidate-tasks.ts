import { defined } from '@shotlist/codegen/defined'
import type { RecentTask } from '@shotlist/core'
import type { OperationTable, ProviderTable } from '@shotlist/core/contract'
import { nestBody } from '@shotlist/core/runtime'
import type { Ingredients } from '../../job/fingerprint.ts'
import type { Candidate } from '../../job/job-state.ts'
import { canonicalJson } from '../../manifest/canonical-json.ts'
import type { AttemptRecord } from '../../store/journal/records.ts'
import { isRecordedFile } from './sending/file-contents.ts'

/** A submission without a response, as far as it is known. */
export type UnansweredSubmission = {
  readonly operation: string
  readonly request?: Readonly<Record<string, unknown>>
  /** ISO time of sending; absent if it is not recorded. */
  readonly sentAt?: string
}

/** The part of a session that lists a provider's recent tasks. */
export type RecentTasks = {
  readonly table: ProviderTable
  recent(kind: string, options: { readonly signal: AbortSignal }): Promise<readonly RecentTask[]>
}

/**
 * Describes a submission for the search. If it has no record, the request has only the plain fields of the job: the ids of uploads and of
 * outputs of other jobs are unknown.
 */
export function unansweredSubmission({ operation, request }: Ingredients, attempt: AttemptRecord | undefined): UnansweredSubmission {
  const plain = Object.entries(request).filter(([, value]) => typeof value !== 'object')
  const { sentAt } = attempt ?? {}
  return { operation, request: attempt?.request ?? Object.fromEntries(plain), ...defined({ sentAt }) }
}

/** Accepted difference between the clocks of two machines, in milliseconds. */
const CLOCK_TOLERANCE_MS = 120_000

/** How far a provider's list of recent tasks reaches. A task that is missing from the list may exist: lists are short, and lag behind. */
export type RecentList = {
  /** Number of tasks in the list. */
  readonly tasks: number
  /** ISO time of the oldest task; absent if the provider does not report it. */
  readonly since?: string
  /** Whether it goes back to before the submission; absent if that is unknown. */
  readonly reachesBack?: boolean
}

/** The tasks that a submission without a response may have started, and how far the list reaches. */
export type Found = { readonly candidates: readonly Candidate[]; readonly list: RecentList }

/**
 * Searches the provider's recent tasks for those that a submission without a response may have started. Undefined if the provider cannot list them.
 *
 * @param isTaken whether a task is known to belong to another submission
 * @throws what core's `recent` throws
 */
export async function findCandidateTasks(
  provider: RecentTasks,
  submission: UnansweredSubmission,
  { isTaken, signal }: { readonly isTaken: (taskId: string) => boolean; readonly signal: AbortSignal },
): Promise<Found | undefined> {
  const kind = provider.table.operations[submission.operation]?.starts
  if (kind === undefined || provider.table.tasks[kind]?.recent === undefined) return undefined
  const tasks = await provider.recent(kind, { signal })
  const free = tasks.flatMap(({ snapshot, ...facts }) => (isTaken(snapshot.taskId) ? [] : [{ taskId: snapshot.taskId, ...facts }]))
  return {
    candidates: candidatesAmong(free, asSent(provider.table.operations[submission.operation], submission)),
    list: listOf(tasks, submission),
  }
}

function listOf(tasks: readonly Pick<RecentTask, 'createdAt'>[], { sentAt }: UnansweredSubmission): RecentList {
  const times = tasks.flatMap(({ createdAt }) => (createdAt === undefined ? [] : [createdAt * 1000]))
  if (times.length === 0) return { tasks: tasks.length }
  const oldest = Math.min(...times)
  const reachesBack = sentAt === undefined ? undefined : oldest < Date.parse(sentAt) - CLOCK_TOLERANCE_MS
  return { tasks: tasks.length, since: new Date(oldest).toISOString(), ...defined({ reachesBack }) }
}

/** Merges the candidates of this search with those of earlier ones, because older tasks leave the provider's list. */
export function mergeCandidates(
  found: readonly Candidate[],
  seen: readonly Candidate[] = [],
  isTaken: (taskId: string) => boolean,
): Candidate[] {
  const ids = new Set(found.map(({ taskId }) => taskId))
  return likeliestFirst([...found, ...seen.filter(({ taskId, isAnswer }) => !ids.has(taskId) && (isAnswer === true || !isTaken(taskId)))])
}

/** Text that says how far a list goes back. */
export function listReachText({ tasks, since, reachesBack }: RecentList): string {
  if (tasks === 0) return 'its list of recent tasks is empty, which proves nothing'
  const has = `its list of recent tasks (${tasks})`
  if (since === undefined) return `${has} does not say how far it goes back`
  if (reachesBack === undefined) return `${has} goes back to ${since}`
  return reachesBack
    ? `${has} goes back to ${since}, before the submission`
    : `${has} goes back only to ${since}, perhaps after the submission`
}

function likeliestFirst(candidates: readonly Candidate[]): Candidate[] {
  return candidates.toSorted((a, b) => Number(b.isSameRequest ?? false) - Number(a.isSameRequest ?? false))
}

/** A task as the provider lists it. `createdAt` is in unix seconds. */
export type ListedTask = { readonly taskId: string; readonly request?: unknown; readonly createdAt?: number }

/** Selects the tasks made since the submission, and from the same request as far as the provider shows it. The likeliest come first. */
export function candidatesAmong(tasks: readonly ListedTask[], { request, sentAt }: UnansweredSubmission): Candidate[] {
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

/**
 * Whether a listed request is the one that was sent: all sent fields that the provider shows are equal. Providers add fields of their own,
 * which are ignored. Undefined if nothing can be compared.
 */
function compare(sent: Readonly<Record<string, unknown>> | undefined, shown: unknown): boolean | undefined {
  if (sent === undefined || typeof shown !== 'object' || shown === null) return undefined
  const both = Object.entries(sent).filter(([name, value]) => Object.hasOwn(shown, name) && !holdsFile(value))
  const results = both.map(([name, value]) => compareValue(value, (shown as Record<string, unknown>)[name]))
  const known = results.filter((result) => result !== undefined)
  return known.length === 0 ? undefined : !known.includes(false)
}

function compareValue(sent: unknown, shown: unknown): boolean | undefined {
  return isFields(sent) && isFields(shown) ? compare(sent, shown) : textOf(sent) === textOf(shown)
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The submission with its fields where the provider gets them, because a provider shows the request as it got it. */
function asSent(operation: OperationTable | undefined, submission: UnansweredSubmission): UnansweredSubmission {
  const { request } = submission
  return operation?.places === undefined || request === undefined ? submission : { ...submission, request: nestBody(operation, request) }
}

/** Whether a value holds a file: only its hash is recorded, and providers show a file in a form of their own. */
function holdsFile(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return isRecordedFile(value) || Object.values(value).some(holdsFile)
}

/** Values as text, because a provider may show a string id as a number. */
function textOf(value: unknown): string {
  return typeof value === 'object' ? canonicalJson(value) : String(value)
}
