import type { Attempt, Clip, Money, Span } from '@shotlist/review'
import type { JobInstance } from '../../plan/plan.ts'
import { groupOf } from '../../run/prepare/picks.ts'
import type { AttemptRecord } from '../../store/journal/records.ts'
import { awaitedPick } from './awaited-pick.ts'
import { axesOf } from './axes-of.ts'
import { clipFile } from './clip-file.ts'
import { clipState } from './clip-state.ts'
import type { JobWord } from './last-words.ts'
import { problemOf } from './problem-of.ts'
import type { ReportSources } from './report-sources.ts'
import { shownRequest } from './shown-request.ts'
import { spentOn } from './spent-on.ts'

export type ClipOptions = {
  readonly sources: ReportSources
  readonly srcOf: (path: string, sha256: string) => string
  readonly said: JobWord | undefined
  readonly timeline: Readonly<Record<string, readonly Span[]>>
  /** The take that goes on, by group. */
  readonly picks: Readonly<Record<string, string>>
  /** Ids of the takes of which the first is picked that succeeds. */
  readonly automatic: ReadonlySet<string>
  /** The command that goes on: `run launch.yaml`. */
  readonly words: readonly string[]
}

/** One clip, as the page shows it. */
export function clipOf(instance: JobInstance, { sources, srcOf, said, timeline, words, picks, automatic }: ClipOptions): Clip {
  const { id, job, take, provider, operation, tags, needs, price, output } = instance
  const record = sources.jobs.get(id)
  const lock = sources.lockfile.jobs[id]
  const attempts = sources.attempts.get(id) ?? []
  const known = { record, lock, said, isRunning: sources.isRunning, isPresent: output === undefined || sources.present.has(output) }
  const state = clipState(known)
  const problem = problemOf(instance, { record, said, state, words, awaits: awaitedPick(instance, { sources, picks, automatic }) })
  const sent = attempts.findLast(({ request }) => request !== undefined)?.request ?? lock?.request
  const request = shownRequest(sent ?? instance.with)
  const file = clipFile(known, srcOf)
  const { prompt, seed } = request
  const taskId = record !== undefined && 'taskId' in record.state ? record.state.taskId : lock?.task_id
  const key = record !== undefined && 'key' in record.state ? record.state.key : lock?.key
  return {
    id,
    job,
    axes: axesOf(instance),
    ...(take !== undefined && { take, group: groupOf(instance) }),
    provider,
    operation,
    tags,
    needs,
    state,
    ...(problem !== undefined && { problem }),
    ...(typeof prompt === 'string' && { prompt }),
    ...(typeof seed === 'number' && { seed }),
    request,
    price: moneyOf(price),
    spent: spentOn({ attempts, lock, price, usd: sources.plan.providers[provider]?.model.table.money.usd }),
    ...(taskId !== undefined && { taskId }),
    ...(key !== undefined && { key }),
    ...(file !== undefined && { file }),
    attempts: attempts.map(attemptOf),
    timeline,
  }
}

function moneyOf({ credits: amount, usd, range }: JobInstance['price']): Money {
  if (range === undefined) return { ...(amount !== undefined && { amount }), ...(usd !== undefined && { usd }) }
  const { least, most } = range
  return {
    amount: least.credits,
    ...(least.usd !== undefined && { usd: least.usd }),
    most: { amount: most.credits, ...(most.usd !== undefined && { usd: most.usd }) },
  }
}

function attemptOf({ number, key, state, taskId, charged, estimated, failure, intendedAt, endedAt }: AttemptRecord): Attempt {
  const paid = charged ?? (state === 'succeeded' ? estimated : undefined)
  return {
    number,
    key,
    state,
    ...(taskId !== undefined && { taskId }),
    ...(paid !== undefined && { charged: paid }),
    ...(failure !== undefined && { failure: failure.message }),
    atMs: Date.parse(intendedAt),
    ...(endedAt !== undefined && { endedMs: Date.parse(endedAt) }),
  }
}
