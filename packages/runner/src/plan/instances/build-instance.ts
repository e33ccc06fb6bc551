import type { Deferred } from '../../manifest/expressions/deferred.ts'
import type { OutputProblem, Scope } from '../../manifest/expressions/scope.ts'
import type { Defaults, RetrySettings } from '../../manifest/manifest.ts'
import type { Cell } from '../cells/cell.ts'
import { placeOutput } from '../outputs/place-output.ts'
import type { JobInstance, PickGroup, Value } from '../plan.ts'
import type { UsedOperation } from '../providers/resolve-operation.ts'
import { buildRequest } from '../request/build-request.ts'
import { checkRequest } from '../request/check-request.ts'
import type { ExpandedJob } from './expanded-job.ts'
import { type InstanceContext, maxDependencies } from './instance-context.ts'
import { listNeeds } from './list-needs.ts'
import { priceInstance } from './price-instance.ts'
import { refer } from './refer.ts'

/** Waiting for a file of a task: what the document does not bound is bounded here. */
const defaultTimeoutMs = 20 * 60_000
const defaultRetries = 2

type Which = { readonly cell: number; readonly take: number | undefined }

/** One instance of a job. Its mistakes are noted; `undefined` where its operation is not known. */
export function buildInstance(job: ExpandedJob, which: Which, context: InstanceContext): JobInstance | undefined {
  const cell = job.cells.list[which.cell]
  if (cell === undefined) return undefined
  const group = `${job.job.id}${cell.suffix}`
  const id = which.take === undefined ? group : `${group}#${which.take}`
  const needs = new Set<string>()
  const picks = new Map<string, PickGroup>()
  const output = (source: string, name: string): Deferred | OutputProblem =>
    refer(source, name, { from: { job, ...which }, jobs: context.jobs, ids: context.ids, into: { needs, picks } })
  const scope = scopeOf(job, { cell, take: which.take, scope: context.scope })

  const request = buildRequest(job, { scope: { ...scope, jobs: { output } }, seed: { group, take: which.take }, context })
  const path = placeOutput(job, { id, cell, take: which.take, scope, context })
  if (job.used === undefined) return undefined
  checkRequest(request, { instance: id, job: job.job, used: job.used, fields: job.fields, issues: context.issues })
  return {
    id,
    job: job.job.id,
    matrix: cell.matrix,
    ...(cell.row === undefined ? {} : { row: cell.row }),
    ...(which.take === undefined ? {} : { take: which.take }),
    provider: job.used.provider,
    operation: job.used.operation.name,
    with: request as Readonly<Record<string, Value>>,
    ...(path === undefined ? {} : { output: path }),
    needs: allNeeds(job, { cell: which.cell, references: needs, context }),
    picks: [...picks.values()],
    ...policyOf(job, job.used, context.defaults),
    tags: job.job.tags,
    price: priceInstance(request, { money: job.used.model.table.money, table: job.used.table }),
    at: context.issues.source.position(job.job.place.start),
  }
}

/** What it refers to, and what its job `needs`. Instances that only need others share one list; lists of their own are bounded. */
function allNeeds(
  job: ExpandedJob,
  { cell, references, context }: { cell: number; references: ReadonlySet<string>; context: InstanceContext },
): readonly string[] {
  const others = listNeeds(job, cell, context.jobs)
  if (references.size === 0) return others
  if (others.length === 0) return [...references]
  context.room.dependencies -= others.length
  if (context.room.dependencies >= 0) return [...new Set([...references, ...others])]
  context.issues.add(job.job.place, {
    code: 'too-many',
    message: `\`${job.job.id}\` waits for more than ${maxDependencies.toLocaleString('en')} clips, all its own counted`,
    hint: 'Let one job need the others, and this one need that.',
  })
  return []
}

function scopeOf(job: ExpandedJob, { cell, take, scope }: { cell: Cell; take: number | undefined; scope: Scope }): Scope {
  return {
    ...scope,
    job: job.job.id,
    ...(job.job.matrix === undefined ? {} : { matrix: cell.matrix }),
    ...(cell.row === undefined ? {} : { row: cell.row }),
    ...(take === undefined ? {} : { take }),
  }
}

function policyOf(
  { job }: ExpandedJob,
  { model, table }: UsedOperation,
  defaults: Defaults,
): Pick<JobInstance, 'pick' | 'retries' | 'retryOn' | 'timeoutMs'> {
  const retryOn = job.retryOn ?? defaults.retryOn
  const deadlineMs = table.starts === undefined ? undefined : model.table.tasks[table.starts]?.poll.deadlineMs
  return {
    ...(job.pick === undefined ? {} : { pick: job.pick }),
    retries: resolveRetries(job.retries, defaults.retries),
    ...(retryOn === undefined ? {} : { retryOn }),
    timeoutMs: job.timeoutMs ?? defaults.timeoutMs ?? deadlineMs ?? defaultTimeoutMs,
  }
}

/** A number says it all; classes are told apart on top of what `defaults` says. */
function resolveRetries(own: RetrySettings | undefined, defaults: RetrySettings = {}): JobInstance['retries'] {
  const others = own?.others ?? defaults.others ?? defaultRetries
  const classes = own?.others === undefined ? { ...defaults.classes, ...own?.classes } : {}
  return { others, ...(Object.keys(classes).length > 0 && { classes }) }
}
