import type { RecentTask } from '@shotlist/core'
import type { ProviderTable } from '@shotlist/core/contract'
import type { AttemptRecord } from '../journal/records.ts'
import { canonicalJson } from '../steps/canonical-json.ts'
import type { Ingredients } from '../steps/fingerprint.ts'

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
  return { operation, request: attempt?.request ?? Object.fromEntries(plain), ...(sentAt !== undefined && { sentAt }) }
}

/** A task at the provider that may be what became of it. */
export type Candidate = {
  readonly taskId: string
  /** ISO time; absent where the provider does not say. */
  readonly createdAt?: string
  /** Whether it was made from the same request; absent where the provider does not say. */
  readonly isSameRequest?: boolean
}

/** Clocks of two machines differ by so much, in milliseconds, and nobody need worry. */
const CLOCKS_APART_MS = 120_000

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
): Promise<Candidate[] | undefined> {
  const kind = provider.table.operations[lost.operation]?.starts
  if (kind === undefined || provider.table.tasks[kind]?.recent === undefined) return undefined
  const tasks = await provider.recent(kind, { signal })
  const free = tasks.flatMap(({ snapshot, ...facts }) => (isTaken(snapshot.taskId) ? [] : [{ taskId: snapshot.taskId, ...facts }]))
  return candidatesAmong(free, lost)
}

/** A task as the provider lists it. `createdAt` is in unix seconds. */
export type ListedTask = { readonly taskId: string; readonly request?: unknown; readonly createdAt?: number }

/** Those made since, from the same request as far as the provider says; the likeliest first. */
export function candidatesAmong(tasks: readonly ListedTask[], { request, sentAt }: LostSubmission): Candidate[] {
  const since = sentAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(sentAt) - CLOCKS_APART_MS
  return tasks
    .flatMap((task): Candidate[] => {
      const madeMs = task.createdAt === undefined ? undefined : task.createdAt * 1000
      if (madeMs !== undefined && madeMs < since) return []
      const isSameRequest = compare(request, task.request)
      if (isSameRequest === false) return []
      return [
        {
          taskId: task.taskId,
          ...(madeMs !== undefined && { createdAt: new Date(madeMs).toISOString() }),
          ...(isSameRequest !== undefined && { isSameRequest }),
        },
      ]
    })
    .toSorted((a, b) => Number(b.isSameRequest ?? false) - Number(a.isSameRequest ?? false))
}

/** Providers add fields of their own to what they show of a request; every one that was sent must be the same, or not shown. */
function compare(sent: Readonly<Record<string, unknown>> | undefined, shown: unknown): boolean | undefined {
  if (sent === undefined || typeof shown !== 'object' || shown === null) return undefined
  const both = Object.entries(sent).filter(([name]) => Object.hasOwn(shown, name))
  if (both.length === 0) return undefined
  return both.every(([name, value]) => textOf(value) === textOf((shown as Record<string, unknown>)[name]))
}

/** Ids travel as digits here and as numbers there. */
const textOf = (value: unknown): string => (typeof value === 'object' ? canonicalJson(value) : String(value))
