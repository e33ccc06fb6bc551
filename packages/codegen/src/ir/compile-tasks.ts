import type { ReadManyRule, ReadRule, RecentRule, StateRule, TaskRules } from '@shotlist/core/contract'
import type { DialectTask } from '../dialect/dialect.ts'
import { parseDurationMs } from '../dialect/duration.ts'
import { candidates, condition, optionalCandidates } from './candidates.ts'
import { compileOutputs } from './compile-outputs.ts'
import type { OperationLookup } from './operation-lookup.ts'

const defaultPoll = { firstMs: 5_000, everyMs: 4_000, deadlineMs: 900_000 } as const

/** One kind of task. */
export function compileTask(task: DialectTask, lookup: OperationLookup): TaskRules {
  return {
    id: candidates(task.id),
    ...optionalCandidates('charged', task.charged),
    read: compileRead(task.read, lookup),
    ...(task.read_many === undefined ? {} : { readMany: compileReadMany(task.read_many, lookup) }),
    ...(task.recent === undefined ? {} : { recent: compileRecent(task.recent, lookup) }),
    raw: candidates(task.state.raw),
    states: task.state.rules.map(compileState),
    failure: { ...optionalCandidates('code', task.failure?.code), ...optionalCandidates('message', task.failure?.message) },
    outputs: compileOutputs(task.outputs),
    ...optionalCandidates('credits', task.credits),
    poll: {
      firstMs: parseDurationMs(task.poll?.first ?? '') ?? defaultPoll.firstMs,
      everyMs: parseDurationMs(task.poll?.every ?? '') ?? defaultPoll.everyMs,
      deadlineMs: parseDurationMs(task.poll?.deadline ?? '') ?? defaultPoll.deadlineMs,
    },
  }
}

function compileRead(read: DialectTask['read'], lookup: OperationLookup): ReadRule {
  return {
    ...lookup.endpoint(read.operation),
    id: read.id,
    idIsInteger: lookup.isInteger(read.operation, read.id),
    ...(read.fixed === undefined ? {} : { fixed: read.fixed }),
  }
}

function compileReadMany(read: NonNullable<DialectTask['read_many']>, lookup: OperationLookup): ReadManyRule {
  return {
    ...lookup.endpoint(read.operation),
    id: read.ids,
    idIsInteger: lookup.isInteger(read.operation, read.ids),
    ...(read.fixed === undefined ? {} : { fixed: read.fixed }),
    items: read.items,
    itemId: candidates(read.item_id),
    max: read.max,
  }
}

function compileRecent(recent: NonNullable<DialectTask['recent']>, lookup: OperationLookup): RecentRule {
  return {
    ...lookup.endpoint(recent.operation),
    ...(recent.fixed === undefined ? {} : { fixed: recent.fixed }),
    items: recent.items,
    itemId: candidates(recent.item_id),
    ...optionalCandidates('request', recent.request),
    ...optionalCandidates('createdAt', recent.created_at),
  }
}

function compileState(rule: DialectTask['state']['rules'][number]): StateRule {
  return {
    ...condition(rule),
    is: rule.is,
    ...(rule.class === undefined ? {} : { class: rule.class }),
    ...(rule.reason === undefined ? {} : { reason: rule.reason }),
  }
}
