import { defined } from '@shotlist/codegen/defined'
import { suggest } from '@shotlist/codegen/suggest'
import { RETRIES, WAITS } from '../../errors/retries.ts'
import { BROKEN } from '../../manifest/expressions/evaluate-value.ts'
import type { Deferred, OutputProblem, Scope } from '../../manifest/expressions/expression.ts'
import type { Defaults, RetrySettings } from '../../manifest/manifest.ts'
import type { Cell } from '../cells/cell.ts'
import { placeOutput } from '../outputs/place-output.ts'
import type { JobInstance, PickGroup, Value } from '../plan.ts'
import { buildRequest } from '../request/build-request.ts'
import { checkRequest } from '../request/check-request.ts'
import type { UsedOperation } from '../resolve-operation.ts'
import { type ExpandedJob, type InstanceContext, MAX_DEPENDENCIES } from './instance-context.ts'
import { priceInstance } from './price-instance.ts'

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
    ...defined({ row: cell.row, take: which.take }),
    provider: job.used.provider,
    operation: job.used.operation.name,
    with: request as Readonly<Record<string, Value>>,
    ...defined({ output: path }),
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
    message: `\`${job.job.id}\` waits for more than ${MAX_DEPENDENCIES.toLocaleString('en')} clips, all its own counted`,
    hint: 'Let one job need the others, and this one need that.',
  })
  return []
}

function scopeOf(job: ExpandedJob, { cell, take, scope }: { cell: Cell; take: number | undefined; scope: Scope }): Scope {
  return {
    ...scope,
    job: job.job.id,
    ...defined({ matrix: job.job.matrix === undefined ? undefined : cell.matrix, row: cell.row, take }),
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
    ...defined({ pick: job.pick }),
    retries: resolveRetries(job.retries, defaults.retries),
    ...defined({ retryOn }),
    timeoutMs: job.timeoutMs ?? defaults.timeoutMs ?? deadlineMs ?? WAITS.job,
  }
}

/** A number says it all; classes are told apart on top of what `defaults` says. */
function resolveRetries(own: RetrySettings | undefined, defaults: RetrySettings = {}): JobInstance['retries'] {
  const others = own?.others ?? defaults.others ?? RETRIES.job
  const classes = own?.others === undefined ? { ...defaults.classes, ...own?.classes } : {}
  return { others, ...defined({ classes: Object.keys(classes).length > 0 ? classes : undefined }) }
}

/** The instances that `needs` makes one instance wait for: the twins of a job with the same cells, all of any other. */
function listNeeds(job: ExpandedJob, cell: number, jobs: ReadonlyMap<string, ExpandedJob>): readonly string[] {
  const needed = job.job.needs.flatMap(({ text }) => jobs.get(text) ?? [])
  // Lists are handed out as they are where possible: ten thousand instances may share one.
  const lists = needed.map((other) => instancesFor(other, job, cell))
  return lists.length === 1 ? (lists[0] ?? []) : lists.flat()
}

function instancesFor(other: ExpandedJob, job: ExpandedJob, cell: number): readonly string[] {
  if (other.cells.root !== job.cells.root) return other.instances
  const perCell = other.takes?.count ?? 1
  return other.instances.slice(cell * perCell, (cell + 1) * perCell)
}

/** Who refers: the job, and which cell and take of it. */
type Referrer = { readonly job: ExpandedJob; readonly cell: number; readonly take: number | undefined }

/** What an instance turns out to depend on, collected while its expressions are evaluated. */
type Dependencies = { readonly needs: Set<string>; readonly picks: Map<string, PickGroup> }

/** An output of another job as seen from one instance: of the twin cell and take where they correspond, else of the only one there is. */
function refer(
  id: string,
  name: string,
  { from, jobs, ids, into }: { from: Referrer; jobs: ReadonlyMap<string, ExpandedJob>; ids: readonly string[]; into: Dependencies },
): Deferred | OutputProblem {
  const source = jobs.get(id)
  if (source === undefined) {
    // A job that waits for this one in a circle has not been expanded; that has been noted.
    if (ids.includes(id)) return BROKEN
    return {
      code: 'unknown-job',
      problem: `there is no job \`${id}\``,
      suggestion: suggest(id, ids),
      hint: `Jobs are ${ids.slice(0, 12).join(', ')}${ids.length > 12 ? ', ...' : ''}.`,
    }
  }
  const { used } = source
  if (used === undefined) return BROKEN
  const rule = Object.hasOwn(used.outputs, name) ? used.outputs[name] : undefined
  if (rule === undefined) {
    const names = Object.keys(used.outputs)
    return {
      code: 'unknown-output',
      problem: `\`${id}\` has no output \`${name}\``,
      suggestion: suggest(name, names),
      hint: `${used.provider}/${used.operation.name} has: ${names.join(', ')}.`,
    }
  }
  if (rule.type === 'id' && from.job.used !== undefined && from.job.used.provider !== used.provider)
    return {
      code: 'other-provider',
      problem: `\`${id}\` runs at ${used.provider}, and its \`${name}\` means nothing to ${from.job.used.provider}`,
      hint: `A chain stays with its provider: use ${used.provider}/${from.job.used.operation.name}, or hand on a URL.`,
    }
  const cell = twinCell(source, from)
  return typeof cell === 'number' ? pickTake(source, { cell, name, from, into }) : cell
}

function twinCell(source: ExpandedJob, from: Referrer): number | OutputProblem | Deferred {
  if (source.cells.root === from.job.cells.root) return from.cell
  const count = source.cells.list.length
  if (count === 1) return 0
  // Why there is none has been noted.
  if (count === 0) return BROKEN
  const id = source.job.id
  return {
    code: 'which-cell',
    problem: `\`${id}\` makes ${count} clips, and this does not say which`,
    hint: `Take its cells, one for one: \`matrix: \${{ jobs.${id}.matrix }}\`.`,
  }
}

function pickTake(
  source: ExpandedJob,
  { cell, name, from, into }: { cell: number; name: string; from: Referrer; into: Dependencies },
): Deferred {
  const group = `${source.job.id}${source.cells.list[cell]?.suffix ?? ''}`
  const { takes } = source
  if (takes === undefined || takes.count === 1 || takes.root === from.job.takes?.root) {
    const take = takes === undefined ? undefined : takes.count === 1 ? 1 : from.take
    const instance = take === undefined ? group : `${group}#${take}`
    into.needs.add(instance)
    return { $output: { instance, name } }
  }
  into.picks.set(group, { id: group, candidates: Array.from({ length: takes.count }, (_, index) => `${group}#${index + 1}`) })
  return { $output: { instance: group, name } }
}
